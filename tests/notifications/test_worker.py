"""The worker of the outbox, with a real mail server: order, refusals, claims."""

import re
import smtplib
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from notifications.delivery import worker
from notifications.models import AddressTrouble, OutboxMessage
from notifications.models.outbox import CLAIM_LIFETIME, DIED, MAX_ATTEMPTS
from residents.models import User
from tests.notifications.conftest import put_mail
from tests.notifications.mail_server import MailServer, running

pytestmark = pytest.mark.django_db
State = OutboxMessage.State


@pytest.fixture
def server(settings):
    """A mail server that the hub is set up to use."""
    mail_server = MailServer()
    with running(mail_server) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield mail_server


def test_many_mails_share_one_connection(server):
    for number in range(30):
        put_mail(number)

    assert worker.deliver_due() == 30
    assert server.connections == 1
    first = message_from_bytes(server.messages[0], policy=policy.default)
    assert re.fullmatch(
        r"<http://testserver/da/mail/afmeld/\S+/>", first["List-Unsubscribe"].strip()
    )
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_messages_are_sent_by_priority(server, alice):
    put_mail(1, scope="digest", user=alice)
    put_mail(2, to="b@example.org")
    put_mail(3, to="c@example.org", scope="account")

    worker.deliver_due()

    assert [to for _id, to in server.taken] == ["c@example.org", "b@example.org", alice.email]


def test_unreachable_mail_server_costs_no_attempt(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = put_mail()

    assert worker.deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.PENDING, 0)


def test_permanently_refused_address_gets_only_account_mail(server, settings):
    settings.BOUNCE_LIMIT = 2
    server.refuse_for_good = {"alice@example.org"}
    first, second, waiting, other = (
        put_mail(1),
        put_mail(2, to="Alice@example.org"),
        put_mail(3),
        put_mail(4, to="bob@example.org"),
    )
    account = put_mail(5, scope="account", must_reach=True)
    OutboxMessage.objects.filter(pk=waiting.pk).update(next_attempt_at=timezone.now())

    server.refuse_for_good |= {"Alice@example.org"}
    assert worker.deliver_due() == 1

    states = dict(OutboxMessage.objects.values_list("key", "state"))
    assert states == {
        **{first.key: State.FAILED, second.key: State.FAILED, waiting.key: State.FAILED},
        **{other.key: State.SENT, account.key: State.FAILED},
    }
    trouble = AddressTrouble.objects.get()
    assert trouble.address == "alice@example.org"
    assert trouble.failures >= 2
    assert "550" in trouble.reason
    # Only account mail is still queued for the address.
    assert put_mail(6) is None
    assert put_mail(7, must_reach=True) is None
    assert put_mail(8, scope="account") is not None
    # A delivered mail clears the refusals.
    server.refuse_for_good = set()
    assert worker.deliver_due() == 1
    assert not AddressTrouble.objects.exists()
    assert put_mail(9) is not None


def test_temporary_refusal_is_not_counted(server, monkeypatch):
    server.moods = True
    server.dice.random = lambda: 0.02
    message = put_mail()

    assert worker.deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.PENDING, 1)
    assert "451" in message.last_error
    assert not AddressTrouble.objects.exists()


def test_profile_shows_a_refused_address_and_retries_it(client, as_alice, alice, as_bob):
    AddressTrouble.objects.create(address=alice.email, failures=3)

    retry_url = reverse("delivery:try_again")
    for browser, is_shown in ((as_alice, True), (as_bob, False)):
        page = browser.get("/da/konto/profil/").content.decode()
        assert (f'action="{retry_url}"' in page) is is_shown
    for browser in (client, as_bob):
        browser.post(retry_url)
        assert AddressTrouble.objects.exists()
    assert as_alice.get(retry_url).status_code == 405
    response = as_alice.post(retry_url, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success"]
    assert f'action="{retry_url}"' not in response.content.decode()
    assert not AddressTrouble.objects.exists()


def test_message_that_kills_its_workers_is_given_up():
    message = put_mail()
    for _crash in range(MAX_ATTEMPTS):
        assert OutboxMessage.objects.get().claim()
        with time_machine.travel(timezone.now() + 1.1 * CLAIM_LIFETIME, tick=False):
            OutboxMessage.objects.release_abandoned()
        OutboxMessage.objects.filter(state=State.PENDING).update(next_attempt_at=timezone.now())

    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.FAILED, DIED)
    assert OutboxMessage.objects.release_abandoned() == 0


@pytest.mark.parametrize("refused", [set(), {"alice@example.org"}])
def test_claim_outlives_the_longest_delivery(server, settings, monkeypatch, refused):
    """A delivery waits for at most eight replies, each for at most EMAIL_TIMEOUT."""
    server.refuse_for_good = refused
    message, replies, getreply = put_mail(), [], smtplib.SMTP.getreply
    monkeypatch.setattr(smtplib.SMTP, "getreply", lambda smtp: replies.append(1) or getreply(smtp))

    with worker.MailSession() as session:
        session.open()
        replies.clear()
        assert worker.deliver(message, session) is not bool(refused)

    assert 4 <= len(replies) <= 8
    assert CLAIM_LIFETIME.total_seconds() >= 2 * 8 * settings.EMAIL_TIMEOUT


@pytest.mark.parametrize("attempt", [1, MAX_ATTEMPTS])
def test_message_accepted_after_its_claim_expired_is_not_sent_again(attempt):
    message = put_mail()
    OutboxMessage.objects.update(attempts=attempt - 1)
    assert message.claim()
    with time_machine.travel(timezone.now() + 1.1 * CLAIM_LIFETIME, tick=False):
        assert OutboxMessage.objects.release_abandoned() == 1

        assert message.mark_sent()
        assert OutboxMessage.objects.get().state == State.SENT
        assert worker.deliver_due() == 0


def test_expired_claim_changes_nothing_once_another_worker_has_the_message():
    message = put_mail()
    assert message.claim()
    with time_machine.travel(timezone.now() + 1.1 * CLAIM_LIFETIME, tick=False):
        OutboxMessage.objects.release_abandoned()
        assert not message.mark_failed("late")
        other = OutboxMessage.objects.get()
        assert other.claim()

        assert not message.mark_sent()
        assert not message.mark_failed("late")
        assert other.mark_sent()
        assert not message.mark_sent()


def test_claim_expires_although_the_clock_was_set_back():
    message = put_mail()
    with time_machine.travel(timezone.now() + 400 * CLAIM_LIFETIME, tick=False):
        assert message.claim()

    assert OutboxMessage.objects.release_abandoned() == 1
    assert OutboxMessage.objects.get().claim()


def test_message_deleted_during_its_delivery_is_ignored(server):
    message = put_mail()
    assert message.claim()
    OutboxMessage.objects.all().delete()

    assert not message.mark_sent()
    assert not message.mark_failed("late")
    assert not message.claim()


def test_deleting_an_account_deletes_its_messages(alice):
    put_mail(1, user=alice)
    put_mail(2, to="bob@example.org")

    User.objects.filter(pk=alice.pk).delete()

    assert OutboxMessage.objects.get().to == "bob@example.org"


def test_many_mails_queue_one_task(settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": settings.TASKS_BACKENDS["database"]}}
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            put_mail(number)

    assert DBTaskResult.objects.filter(task_path__endswith="deliver_outbox").count() == 1
    assert not mail.outbox
