"""What operators and administrators see of the outbox."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.models import AddressTrouble, OutboxMessage, Suppression
from tests import factories
from tests.notifications.test_delivery import owe

pytestmark = pytest.mark.django_db
State = OutboxMessage.State


@pytest.fixture
def as_administrator() -> Client:
    browser = Client()
    administrator = factories.make_user("admin@example.org", "Ada", groups=("Administrators",))
    factories.sign_in(browser, administrator)
    return browser


@pytest.fixture
def messages() -> dict[str, OutboxMessage]:
    """One that waits, one sent, and one given up that holds a secret."""
    waiting, sent = owe(1), owe(2, subject="Sendt i går")
    failed = owe(3, scope="account", subject="Koden er 123456", text="Din kode er 123456")
    ago = timezone.now() - datetime.timedelta(minutes=90)
    OutboxMessage.objects.filter(pk=waiting.pk).update(created_at=ago)
    OutboxMessage.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=ago)
    OutboxMessage.objects.filter(pk=failed.pk).update(
        state=State.FAILED, attempts=8, last_error="SMTPDataError: 554"
    )
    return {"waiting": waiting, "sent": sent, "failed": failed}


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("outbox", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_tells(messages):
    text = told()
    for line in (
        "waiting: 1",
        "oldest: 90 minutes",
        "sent in the last hour: 0",
        "sent in the last day: 1",
        "given up: 1",
        "1 × SMTPDataError: 554",
    ):
        assert line in text


def test_monitoring_hears_of_a_message_that_waits_too_long(messages):
    assert told("--fail-older-than", "100")
    with pytest.raises(CommandError, match="90 minutes"):
        told("--fail-older-than", "60")


def test_an_empty_outbox_is_no_fault():
    assert "oldest: 0 minutes" in told("--fail-older-than", "0")


def test_what_was_given_up_is_tried_again(messages):
    assert "1 put back" in told("--retry")
    messages["failed"].refresh_from_db()
    # TASKS is "immediate" in tests: it is sent by now.
    assert messages["failed"].state == State.SENT


def test_an_address_is_reached_again():
    AddressTrouble.objects.create(address="a@example.org", failures=5)
    Suppression.objects.create(address="a@example.org", scope="account")

    assert "is sent mail again" in told("--reach", "A@example.org")

    assert not AddressTrouble.objects.exists()
    assert not Suppression.objects.exists()


def test_administrators_see_the_list_and_no_secrets(as_administrator, messages):
    page = as_administrator.get(reverse("outbox_admin")).content.decode()
    assert "Sendt i går" in page
    assert "SMTPDataError: 554" in page
    assert "123456" not in page
    assert "afmeld" not in page
    for state, there in (("failed", False), ("sent", True), ("nonsense", True)):
        page = as_administrator.get(reverse("outbox_admin"), {"state": state}).content.decode()
        assert ("Sendt i går" in page) is there
    for nonsense in ("x", "-1", "9" * 30):
        assert as_administrator.get(reverse("outbox_admin"), {"p": nonsense}).status_code == 200


def test_the_list_takes_the_same_number_of_queries_however_long(
    as_administrator, django_assert_max_num_queries
):
    for number in range(60):
        owe(number)
    with django_assert_max_num_queries(25):
        as_administrator.get(reverse("outbox_admin"))


def test_the_dashboard_says_how_it_is(as_administrator, as_editor, messages):
    assert "1 er opgivet." in as_administrator.get("/admin/").content.decode()
    assert "Se udbakken" not in as_editor.get("/admin/").content.decode()


@pytest.mark.parametrize("number", ["", "its own", "x", "9" * 30, "0"])
def test_administrators_have_it_tried_again(as_administrator, messages, number):
    number = str(messages["failed"].pk) if number == "its own" else number
    as_administrator.post(reverse("outbox_admin_retry"), {"message": number})

    messages["failed"].refresh_from_db()
    tried = messages["failed"].state != State.FAILED
    assert tried is (number in {"", str(messages["failed"].pk)})


@pytest.mark.parametrize("reader", ["client", "as_alice", "as_moderator", "as_editor"])
def test_nobody_else_gets_near(request, messages, reader):
    browser = request.getfixturevalue(reader)
    for answer in (
        browser.get(reverse("outbox_admin")),
        browser.post(reverse("outbox_admin_retry")),
    ):
        assert answer.status_code in {302, 403}
        assert b"Sendt" not in answer.content
    messages["failed"].refresh_from_db()
    assert messages["failed"].state == State.FAILED


def test_looking_changes_nothing(as_administrator, messages):
    assert as_administrator.get(reverse("outbox_admin_retry")).status_code == 405
