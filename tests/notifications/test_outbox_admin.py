"""The report of the outbox in the admin, its dashboard panel, and the command `outbox`."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.models import AddressTrouble, OutboxMessage, Suppression
from tests import factories
from tests.notifications.conftest import put_mail

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
    """A waiting and a sent message, and a failed one that holds a secret."""
    waiting, sent = put_mail(1), put_mail(2, subject="Sendt i går")
    failed = put_mail(3, scope="account", subject="Koden er 123456", text="Din kode er 123456")
    ago = timezone.now() - datetime.timedelta(minutes=90)
    OutboxMessage.objects.filter(pk=waiting.pk).update(created_at=ago)
    OutboxMessage.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=ago)
    OutboxMessage.objects.filter(pk=failed.pk).update(
        state=State.FAILED, attempts=8, last_error="SMTPDataError: 554"
    )
    return {"waiting": waiting, "sent": sent, "failed": failed}


def run_command(*arguments: str) -> str:
    out = StringIO()
    call_command("outbox", *arguments, stdout=out)
    return out.getvalue()


def test_command_prints_the_figures(messages):
    text = run_command()
    for line in (
        "waiting: 1",
        "oldest: 90 minutes",
        "sent in the last hour: 0",
        "sent in the last day: 1",
        "given up: 1",
        "1 × SMTPDataError: 554",
    ):
        assert line in text


def test_monitoring_option_fails_for_an_old_message(messages):
    assert run_command("--fail-older-than", "100")
    with pytest.raises(CommandError, match="90 minutes"):
        run_command("--fail-older-than", "60")


def test_monitoring_option_accepts_an_empty_outbox():
    assert "oldest: 0 minutes" in run_command("--fail-older-than", "0")


def test_retry_option_sends_failed_messages(messages):
    assert "1 put back" in run_command("--retry")
    messages["failed"].refresh_from_db()
    # TASKS is "immediate" in tests: it is sent by now.
    assert messages["failed"].state == State.SENT


def test_reach_option_clears_an_address():
    AddressTrouble.objects.create(address="a@example.org", failures=5)
    Suppression.objects.create(address="a@example.org", scope="account")

    assert "is sent mail again" in run_command("--reach", "A@example.org")

    assert not AddressTrouble.objects.exists()
    assert not Suppression.objects.exists()


def test_report_lists_messages_by_state_without_secrets(as_administrator, messages):
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


def test_report_query_count_is_bounded(as_administrator, django_assert_max_num_queries):
    for number in range(60):
        put_mail(number)
    with django_assert_max_num_queries(25):
        as_administrator.get(reverse("outbox_admin"))


def test_dashboard_panel_is_shown_to_administrators(as_administrator, as_editor, messages):
    link = f'href="{reverse("outbox_admin")}"'
    panel = f"<p><a {link}>"
    assert panel in as_administrator.get("/admin/").content.decode()
    assert panel not in as_editor.get("/admin/").content.decode()


@pytest.mark.parametrize("number", ["", "its own", "x", "9" * 30, "0"])
def test_administrator_retries_one_or_all_failed_messages(as_administrator, messages, number):
    number = str(messages["failed"].pk) if number == "its own" else number
    as_administrator.post(reverse("outbox_admin_retry"), {"message": number})

    messages["failed"].refresh_from_db()
    tried = messages["failed"].state != State.FAILED
    assert tried is (number in {"", str(messages["failed"].pk)})


@pytest.mark.parametrize("reader", ["client", "as_alice", "as_moderator", "as_editor"])
def test_report_is_refused_to_others(request, messages, reader):
    browser = request.getfixturevalue(reader)
    for answer in (
        browser.get(reverse("outbox_admin")),
        browser.post(reverse("outbox_admin_retry")),
    ):
        assert answer.status_code in {302, 403}
        assert b"Sendt" not in answer.content
    messages["failed"].refresh_from_db()
    assert messages["failed"].state == State.FAILED


def test_retry_requires_a_post(as_administrator, messages):
    assert as_administrator.get(reverse("outbox_admin_retry")).status_code == 405
