"""The same mail, received twice at once: by two processes of the mail server."""

import pytest

from forum import reply_addresses
from forum.by_mail import receiving
from forum.help import conversations
from forum.models import HeldPost, HelpMessage, Post, ReceivedMail
from notifications.models import OutboxMessage
from tests import factories
from tests.forum.test_concurrent_posting import run_concurrently


@pytest.fixture
def mail(committed, settings):
    """Return a function that writes a mail of Alice's with a text."""
    settings.MAIL_REPLIES = "reply@example.org"
    alice = factories.make_user("alice@example.org", "Alice")
    thread = factories.make_thread(alice, factories.make_theme())
    address = reply_addresses.address_to_reply(alice, thread)

    def write(text: str) -> bytes:
        head = f"From: {alice.email}\nTo: {address}\nMessage-ID: <1@x>\nSubject: Re: x\n"
        return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()

    return write


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Hej", ReceivedMail.State.POSTED),
        ("Ham i nummer 7 er en tyv, og han stjal min cykel.", ReceivedMail.State.HELD),
        ("", ReceivedMail.State.REFUSED),
    ],
)
def test_the_same_mail_writes_once(mail, text, state):
    raw = mail(text)

    results = run_concurrently(4, lambda index: receiving.receive(raw))

    assert [type(result) for result in results] == [list] * 4, results
    assert {received.state for (received,) in results} == {state}
    assert ReceivedMail.objects.count() == 1
    assert Post.objects.filter(number__gt=1).count() == (state == ReceivedMail.State.POSTED)
    assert HeldPost.objects.count() == (state == ReceivedMail.State.HELD)
    answers = OutboxMessage.objects.filter(key__startswith="by-mail:")
    assert answers.count() == (state != ReceivedMail.State.POSTED)


def test_the_same_mail_sends_one_message(committed, settings):
    settings.MAIL_REPLIES = "reply@example.org"
    alice = factories.make_user("alice@example.org", "Alice")
    bob = factories.make_user("bob@example.org", "Bob")
    thread = factories.make_thread(alice, factories.make_theme(), kind="help_wanted")
    talk = conversations.open_conversation(thread=thread, helper=bob, body="Jeg kan hjælpe.")
    address = reply_addresses.address_to_message(alice, talk)
    raw = f"From: {alice.email}\nTo: {address}\nMessage-ID: <1@x>\n\nTak\n".encode()

    results = run_concurrently(4, lambda index: receiving.receive(raw))

    assert [type(result) for result in results] == [list] * 4, results
    assert HelpMessage.objects.filter(sender=alice).count() == 1
    assert ReceivedMail.objects.count() == 1
