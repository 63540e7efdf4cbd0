"""Delivering over a real connection: one for many, refusals, an absent server, dead workers."""

import re
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from notifications.delivery import outbox
from notifications.delivery import worker as delivery
from notifications.models import AddressTrouble, OutboxMessage
from notifications.models.outbox import CLAIM_LIFETIME, DIED, MAX_ATTEMPTS
from residents.models import User
from tests.notifications.mail_server import MailServer, running

pytestmark = pytest.mark.django_db
State = OutboxMessage.State


def owe(number: int = 0, to: str = "alice@example.org", **options: object) -> OutboxMessage | None:
    key = f"mail:{number}"
    with transaction.atomic():
        outbox.put_rendered(
            **{
                "key": key,
                "to": to,
                "subject": "Hej",
                "text": "Hej Åse.",
                "language": "da",
                "scope": "signup:1",
                **options,
            }
        )
    return OutboxMessage.objects.filter(key=key).first()


@pytest.fixture
def server(settings):
    """A mail server, and the hub set up to use it."""
    taker = MailServer()
    with running(taker) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield taker


def test_many_mails_take_one_connection(server):
    for number in range(30):
        owe(number)

    assert delivery.deliver_due() == 30
    assert server.connections == 1
    first = message_from_bytes(server.messages[0], policy=policy.default)
    assert re.fullmatch(
        r"<http://testserver/da/mail/afmeld/\S+/>", first["List-Unsubscribe"].strip()
    )
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_urgent_comes_first_and_a_digest_last(server, alice):
    owe(1, scope="digest", user=alice)
    owe(2, to="b@example.org")
    owe(3, to="c@example.org", scope="account")

    delivery.deliver_due()

    assert [to for _id, to in server.taken] == ["c@example.org", "b@example.org", alice.email]


def test_while_the_server_is_away_no_attempt_is_lost(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = owe()

    assert delivery.deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.PENDING, 0)


def test_an_address_that_is_refused_for_good(server, settings):
    settings.BOUNCE_LIMIT = 2
    server.refuse_for_good = {"alice@example.org"}
    first, second, waiting, other = (
        owe(1),
        owe(2, to="Alice@example.org"),
        owe(3),
        owe(4, to="bob@example.org"),
    )
    account = owe(5, scope="account", must_reach=True)
    OutboxMessage.objects.filter(pk=waiting.pk).update(next_attempt_at=timezone.now())

    server.refuse_for_good |= {"Alice@example.org"}
    assert delivery.deliver_due() == 1

    states = dict(OutboxMessage.objects.values_list("key", "state"))
    assert states == {
        **{first.key: State.FAILED, second.key: State.FAILED, waiting.key: State.FAILED},
        **{other.key: State.SENT, account.key: State.FAILED},
    }
    trouble = AddressTrouble.objects.get()
    assert trouble.address == "alice@example.org"
    assert trouble.failures >= 2
    assert "550" in trouble.reason
    # Nothing more is written for it, but what is about the account.
    assert owe(6) is None
    assert owe(7, must_reach=True) is None
    assert owe(8, scope="account") is not None
    # What arrives after all clears it.
    server.refuse_for_good = set()
    assert delivery.deliver_due() == 1
    assert not AddressTrouble.objects.exists()
    assert owe(9) is not None


def test_a_refusal_for_now_is_no_mark(server, monkeypatch):
    server.moods = True
    server.dice.random = lambda: 0.02
    message = owe()

    assert delivery.deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.PENDING, 1)
    assert "451" in message.last_error
    assert not AddressTrouble.objects.exists()


def test_the_profile_says_so_and_has_a_button(client, as_alice, alice, as_bob):
    AddressTrouble.objects.create(address=alice.email, failures=3)

    for browser, says in ((as_alice, True), (as_bob, False)):
        page = browser.get("/da/konto/profil/").content.decode()
        assert ("Vi kan ikke nå dig på alice@example.org" in page) is says
    for browser in (client, as_bob):
        browser.post(reverse("delivery:try_again"))
        assert AddressTrouble.objects.exists()
    assert as_alice.get(reverse("delivery:try_again")).status_code == 405
    answer = as_alice.post(reverse("delivery:try_again"), follow=True)
    assert "Vi skriver til din adresse igen" in answer.content.decode()
    assert "Vi kan ikke nå dig" not in answer.content.decode()
    assert not AddressTrouble.objects.exists()


def test_a_message_that_kills_its_worker_is_given_up():
    message = owe()
    for _crash in range(MAX_ATTEMPTS):
        assert OutboxMessage.objects.get().claim()
        with time_machine.travel(timezone.now() + 1.1 * CLAIM_LIFETIME, tick=False):
            OutboxMessage.objects.release_abandoned()
        OutboxMessage.objects.filter(state=State.PENDING).update(next_attempt_at=timezone.now())

    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.FAILED, DIED)
    assert OutboxMessage.objects.release_abandoned() == 0


def test_a_claim_outlives_the_longest_delivery(settings):
    """EHLO, HELO, MAIL, RCPT, DATA, the end of the data, RSET and QUIT."""
    assert CLAIM_LIFETIME.total_seconds() > 8 * settings.EMAIL_TIMEOUT


def test_a_message_withdrawn_while_it_is_sent_is_no_fault(server):
    message = owe()
    assert message.claim()
    OutboxMessage.objects.all().delete()

    assert not message.mark_sent()
    assert not message.mark_failed("late")
    assert not message.claim()


def test_it_goes_with_its_owners_account(alice):
    owe(1, user=alice)
    owe(2, to="bob@example.org")

    User.objects.filter(pk=alice.pk).delete()

    assert OutboxMessage.objects.get().to == "bob@example.org"


def test_many_mails_need_no_more_tasks_than_one(settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": settings.TASKS_BACKENDS["database"]}}
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            owe(number)

    assert DBTaskResult.objects.filter(task_path__endswith="deliver_owed").count() == 1
    assert not mail.outbox
