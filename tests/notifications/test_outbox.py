"""Mail is owed in the transaction of the change, and sent once."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.delivery import outbox
from notifications.delivery import worker as delivery
from notifications.delivery.html_mail import as_html
from notifications.models import OutboxMessage
from notifications.models.outbox import CLAIM_LIFETIME, MAX_ATTEMPTS

pytestmark = pytest.mark.django_db


def owe(key: str = "a") -> OutboxMessage:
    """Owe a mail to Alice."""
    with transaction.atomic():
        outbox.put_rendered(
            key=key,
            to="alice@example.org",
            subject="Hej Åse",
            text="Se https://hub.example/da/ & kom <i>med</i>.",
            language="da",
            scope="account",
        )
    return OutboxMessage.objects.get(key=key)


def deliver(message: OutboxMessage) -> bool:
    """Hand it over, by a postman of its own."""
    with delivery.MailSession() as postman:
        return delivery.deliver(message, postman)


def fail(monkeypatch, error: Exception) -> None:
    """Let the mail server be out of order."""

    def send(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", send)


def test_a_message_is_sent_once_however_often_it_is_delivered():
    message = owe()

    assert deliver(message)
    assert not deliver(OutboxMessage.objects.get())
    assert delivery.deliver_due() == 0

    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    assert sent.subject == "Hej Åse"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    html = sent.alternatives[0].content
    assert 'href="https://hub.example/da/"' in html
    assert "&lt;i&gt;" in html


def test_a_sentence_before_our_own_address_is_the_link():
    own, other = "http://testserver/da/<1>", "https://elsewhere.example/da/"
    text = f"Svar <her>:\n\n{own}\n\nLæs mere:\n\n{other}\n\nSe {own} nu:"

    words = as_html(text)

    assert '<p><a href="http://testserver/da/&lt;1&gt;">Svar &lt;her&gt;</a></p>' in words
    # Where another leads stays in sight, and so does what ends the mail.
    assert "<p>Læs mere:</p>" in words
    assert f'<a href="{other}">{other}</a>' in words
    assert words.count("nu:") == 1


def test_the_same_key_is_owed_once():
    owe()
    owe()

    assert OutboxMessage.objects.count() == 1


def test_it_goes_when_the_transaction_has_gone_through(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        owe()

    assert len(mail.outbox) == 1


def test_it_is_gone_with_the_change_that_failed():
    with transaction.atomic():
        outbox.put_rendered(
            key="b", to="a@example.org", subject="s", text="t", language="da", scope="account"
        )
        transaction.set_rollback(True)

    assert not OutboxMessage.objects.exists()


def test_it_cannot_be_owed_outside_of_a_transaction(monkeypatch):
    # The test itself runs in one.
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        outbox.put_rendered(
            key="b", to="a@example.org", subject="s", text="t", language="da", scope="account"
        )


def test_a_failure_is_tried_again_later_and_later(monkeypatch):
    message = owe()
    fail(monkeypatch, ConnectionRefusedError("no server"))

    assert not deliver(message)

    message.refresh_from_db()
    assert message.state == OutboxMessage.State.PENDING
    assert "ConnectionRefusedError" in message.last_error
    first_wait = message.next_attempt_at - timezone.now()
    assert delivery.deliver_due() == 0
    with time_machine.travel(message.next_attempt_at, tick=False):
        assert not deliver(message)
        message.refresh_from_db()
        assert message.next_attempt_at - timezone.now() > first_wait


def test_a_message_that_never_goes_is_given_up(monkeypatch):
    message = owe()
    fail(monkeypatch, OSError("broken"))
    for _attempt in range(MAX_ATTEMPTS):
        with time_machine.travel(message.next_attempt_at, tick=False):
            deliver(message)
        message.refresh_from_db()

    assert message.state == OutboxMessage.State.FAILED
    assert message.attempts == MAX_ATTEMPTS


def test_what_a_dead_worker_left_is_sent_by_the_next():
    message = owe()
    # The process of this very test holds the claim, so it counts until its time is up.
    assert message.claim()
    assert delivery.deliver_due() == 0

    later = timezone.now() + CLAIM_LIFETIME + datetime.timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        assert delivery.deliver_due() == 1
    assert len(mail.outbox) == 1


def test_every_attempt_has_the_same_message_id():
    message = owe()

    ids = {delivery.as_email(message).extra_headers["Message-ID"] for _attempt in range(3)}

    assert len(ids) == 1


def test_a_sent_message_has_a_time(db):
    message = owe()

    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(state="sent")


def test_a_template_is_worded_in_the_readers_language(tmp_path, settings):
    (tmp_path / "greeting.subject.txt").write_text(
        "{% load i18n %}{% get_current_language as l %}{{ l }}"
    )
    (tmp_path / "greeting.txt").write_text("{% autoescape off %}{{ name }}{% endautoescape %}")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    with transaction.atomic():
        outbox.put(
            key="c",
            to="a@example.org",
            template="greeting",
            context={"name": "Ærø & Co\r\nBcc: x@example.org"},
            language="en",
            scope="account",
        )

    message = OutboxMessage.objects.get()
    assert message.subject == "en"
    assert "Ærø & Co" in message.text
