"""Who answers a notice of a thread that was merged is told where people reply now."""

import pytest
from django.conf import settings

from forum.by_mail import receiving
from forum.models import Draft, ReceivedMail
from forum.moderation import merging
from forum.moderation.actions import hide_post
from notifications.models import OutboxMessage
from tests import factories

pytestmark = pytest.mark.django_db
WHY = {"reason": "Den findes allerede."}


@pytest.fixture
def other(thread, bob, theme, moderator, address):
    """The thread into which Bob's is merged, after Alice has got the notice."""
    other = factories.make_thread(bob, theme, title="Is på fortovet")
    merging.merge(duplicate=thread, other=other, moderator=moderator, **WHY)
    return other


def answer_to(raw: bytes) -> tuple[ReceivedMail, OutboxMessage]:
    (received,) = receiving.receive(raw)
    return received, OutboxMessage.objects.get(key__startswith="by-mail:")


def test_the_answer_names_the_other_thread_and_returns_the_text(typed, thread, other):
    received, mail = answer_to(typed("Jeg har salt."))

    assert (received.state, received.reason) == ("refused", "closed")
    assert thread.posts.count() == other.posts.count() == 1
    assert not Draft.objects.exists()
    assert other.title in mail.text
    assert f"{settings.BASE_URL}/da/forum/{other.pk}/" in mail.text
    assert "Jeg har salt." in mail.text
    assert "Jeg har salt." in mail.html


def test_an_answer_to_the_answer_is_posted_in_the_other_thread(typed, thread, other):
    _received, mail = answer_to(typed("Jeg har salt."))

    (received,) = receiving.receive(typed("Igen.", to=mail.reply_to, message_id="<2@example.org>"))

    assert received.post.thread == other
    assert other.posts.get(number=2).body == "Igen."


def test_somebody_elses_mail_does_not_learn_of_the_merge(typed, other):
    received, mail = answer_to(typed("Hej", From="Mallory <mallory@example.org>"))

    assert received.reason == "sender"
    assert other.title not in mail.text
    assert mail.reply_to == ""


def test_a_hidden_other_thread_is_not_named(typed, other, moderator):
    hide_post(post=other.posts.get(number=1), moderator=moderator, **WHY)

    received, mail = answer_to(typed("Jeg har salt."))

    assert received.reason == "closed"
    assert other.title not in mail.text
    assert f"/forum/{other.pk}/" not in mail.text
    assert "Jeg har salt." in mail.text


def test_a_cpr_number_is_not_sent_back(typed, other):
    _received, mail = answer_to(typed("Mit CPR-nummer er 010190-1234."))

    assert "1234" not in mail.text
