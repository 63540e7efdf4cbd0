"""Putting mail into the outbox, and delivering it once."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.delivery import mail_rendering, outbox, worker
from notifications.delivery.html_mail import as_html
from notifications.models import OutboxMessage
from notifications.models.outbox import CLAIM_LIFETIME, MAX_ATTEMPTS

pytestmark = pytest.mark.django_db


def put_mail(key: str = "a") -> OutboxMessage:
    """Put a mail to Alice into the outbox."""
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
    """Deliver the message in a session of its own."""
    with worker.MailSession() as session:
        return worker.deliver(message, session)


def fail(monkeypatch, error: Exception) -> None:
    """Make the mail server raise `error`."""

    def send(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", send)


def test_delivering_twice_sends_once():
    message = put_mail()

    assert deliver(message)
    assert not deliver(OutboxMessage.objects.get())
    assert worker.deliver_due() == 0

    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    assert sent.subject == "Hej Åse"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    html = sent.alternatives[0].content
    assert 'href="https://hub.example/da/"' in html
    assert "&lt;i&gt;" in html


def test_addresses_in_a_text_become_links():
    own, other = "http://testserver/da/", "https://elsewhere.example/da/"

    words = as_html(f"Svar <her>:\n\n{own}\n\nLæs mere: {other}")

    assert "<p>Svar &lt;her&gt;:</p>" in words
    assert f'<a href="{own}">{own}</a>' in words
    assert f'<a href="{other}">{other}</a>' in words


def test_what_people_write_cannot_leave_its_paragraph():
    """A blank line, a tag or an address in a value changes nothing about the blocks around it."""
    body = mail_rendering.render_body(
        "events/mail/announcement",
        {
            "title": "<table>\n\n<script>alert(1)</script> & co",
            "subject": "A\nBcc: b@example.org",
            "body": "<b>fed</b>",
            "when": "<i>",
            "event_url": 'https://x.example/"onclick="alert(1)',
            "manage_url": "https://x.example/<b>",
        },
        "en",
    )
    assert body.subject == "A Bcc: b@example.org"
    found = BeautifulSoup(body.html, "html.parser")
    assert not found.find_all(["script", "i", "b"])
    assert len(found.find_all("table")) == 1
    assert not any(link.has_attr("onclick") for link in found.find_all("a"))
    assert "<script>alert(1)</script> & co" in body.text


def test_putting_the_same_key_twice_stores_one_message():
    put_mail()
    put_mail()

    assert OutboxMessage.objects.count() == 1


def test_message_is_sent_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        put_mail()

    assert len(mail.outbox) == 1


def test_rollback_stores_no_message():
    with transaction.atomic():
        outbox.put_rendered(
            key="b", to="a@example.org", subject="s", text="t", language="da", scope="account"
        )
        transaction.set_rollback(True)

    assert not OutboxMessage.objects.exists()


def test_putting_a_mail_requires_a_transaction(monkeypatch):
    # The test itself runs in one.
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        outbox.put_rendered(
            key="b", to="a@example.org", subject="s", text="t", language="da", scope="account"
        )


def test_failed_message_is_retried_with_growing_delays(monkeypatch):
    message = put_mail()
    fail(monkeypatch, ConnectionRefusedError("no server"))

    assert not deliver(message)

    message.refresh_from_db()
    assert message.state == OutboxMessage.State.PENDING
    assert "ConnectionRefusedError" in message.last_error
    first_wait = message.next_attempt_at - timezone.now()
    assert worker.deliver_due() == 0
    with time_machine.travel(message.next_attempt_at, tick=False):
        assert not deliver(message)
        message.refresh_from_db()
        assert message.next_attempt_at - timezone.now() > first_wait


def test_message_is_given_up_after_the_last_attempt(monkeypatch):
    message = put_mail()
    fail(monkeypatch, OSError("broken"))
    for _attempt in range(MAX_ATTEMPTS):
        with time_machine.travel(message.next_attempt_at, tick=False):
            deliver(message)
        message.refresh_from_db()

    assert message.state == OutboxMessage.State.FAILED
    assert message.attempts == MAX_ATTEMPTS


def test_expired_claim_is_delivered_by_another_worker():
    message = put_mail()
    assert message.claim()
    assert worker.deliver_due() == 0

    later = timezone.now() + CLAIM_LIFETIME + datetime.timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        assert worker.deliver_due() == 1
    assert len(mail.outbox) == 1


def test_message_id_is_the_same_for_every_attempt():
    message = put_mail()

    ids = {worker.as_email(message).extra_headers["Message-ID"] for _attempt in range(3)}

    assert len(ids) == 1


def test_sent_message_requires_a_time(db):
    message = put_mail()

    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(state="sent")


def test_template_is_rendered_in_the_readers_language(tmp_path, settings):
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
