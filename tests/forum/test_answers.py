"""The answer of a thread: a reply that its starter or a moderator has chosen."""

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.erasure import anonymise_author
from forum.models import Post, Thread
from forum.moderation.actions import hide_post, restore_post
from forum.threads import answering
from notifications.models import Notice
from notifications.notices import activities
from notifications.notices.activity_types import describe
from tests import factories

pytestmark = pytest.mark.django_db


def address(post) -> str:
    return reverse("forum:answer", args=[post.pk])


def answer_of(thread) -> Post | None:
    return Thread.objects.get(pk=thread.pk).answer


@pytest.mark.parametrize("who", ["as_alice", "as_moderator"])
def test_starter_and_moderators_choose_and_change_their_mind(request, who, thread, reply, bob):
    client = request.getfixturevalue(who)

    for _click in range(2):
        assert client.post(address(reply))["Location"] == reply.page_url
    assert answer_of(thread) == reply

    other = factories.make_reply(thread, bob, "Eller sand.")
    client.post(address(other))
    assert answer_of(thread) == other
    # A late click on an earlier page does not touch the new choice.
    client.post(address(reply), {"do": "undo"})
    assert answer_of(thread) == other
    client.post(address(other), {"do": "undo"})
    assert answer_of(thread) is None


def test_others_cannot_choose(client, as_bob, as_editor, thread, reply):
    assert client.post(address(reply)).status_code == 302
    assert as_bob.post(address(reply)).status_code == 403
    assert as_editor.post(address(reply)).status_code == 403
    assert answer_of(thread) is None


def test_a_link_chooses_nothing(as_alice, thread, reply):
    assert as_alice.get(address(reply)).status_code == 405
    assert as_alice.post(reverse("forum:answer", args=[987654321])).status_code == 404


def test_the_first_post_hidden_and_removed_ones_are_no_answers(
    as_alice, thread, reply, moderator, bob
):
    assert as_alice.post(address(thread.posts.get(number=1))).status_code == 403
    hide_post(post=reply, moderator=moderator, reason="Spam")
    assert as_alice.post(address(reply)).status_code == 403
    removed = factories.make_reply(thread, bob, "Væk")
    Post.objects.filter(pk=removed.pk).update(body="", removed_at=timezone.now())
    assert as_alice.post(address(removed)).status_code == 403
    assert answer_of(thread) is None


@pytest.mark.parametrize("kind", ["issue", "help_offered", "meetup"])
def test_other_kinds_of_threads_have_no_answer(as_alice, alice, bob, theme, kind):
    reply = factories.make_reply(factories.make_thread(alice, theme, kind=kind), bob)

    assert as_alice.post(address(reply)).status_code == 403
    assert address(reply) not in as_alice.get(reply.page_url).content.decode()


def test_a_hidden_answer_is_none_even_once_it_is_restored(thread, reply, alice, moderator):
    answering.choose_answer(post=reply, person=alice)

    hide_post(post=reply, moderator=moderator, reason="Spam")
    assert answer_of(thread) is None
    restore_post(post=reply, moderator=moderator, reason="Fejl")
    assert answer_of(thread) is None


@pytest.mark.parametrize("remove_texts", [True, False])
def test_a_removed_text_is_no_answer(thread, reply, alice, bob, remove_texts):
    answering.choose_answer(post=reply, person=alice)

    anonymise_author(author=bob, remove_texts=remove_texts)

    assert (answer_of(thread) is None) == remove_texts


@pytest.mark.usefixtures("as_if_committed")
def test_everybody_sees_the_answer(client, as_alice, as_bob, thread, reply):
    list_url, url = reverse("forum:threads"), reply.page_url
    for page in (list_url, url):
        assert "Answered" not in client.get(page).content.decode()
    before = as_alice.get(url).content.decode()
    assert "This is the answer" in before

    as_alice.post(address(reply))

    assert "Answered" in client.get(list_url).content.decode()
    html = client.get(url).content.decode()
    assert "See the answer by Bob" in html
    assert "The answer</p>" in html
    assert address(reply) not in as_bob.get(url).content.decode()
    assert "Not the answer" in as_alice.get(url).content.decode()
    as_alice.post(address(reply), {"do": "undo"})
    assert "Answered" not in client.get(list_url).content.decode()


def test_the_author_is_notified_once(thread, reply, alice, bob, moderator):
    for _time in range(2):
        answering.choose_answer(post=reply, person=alice)
        answering.withdraw_choice(post=reply)
    activities.spread_due()

    notice = Notice.objects.get(activity__kind="forum.answer")
    assert (notice.recipient, notice.mail_due_at) == (bob, None)
    # It is no longer the answer.
    assert describe([notice.activity], bob) == {}
    answering.choose_answer(post=reply, person=alice)
    assert len(describe([notice.activity], bob)) == 1


def test_who_chooses_their_own_reply_gets_no_notice(thread, alice):
    answering.choose_answer(post=factories.make_reply(thread, alice), person=alice)
    activities.spread_due()

    assert not Notice.objects.filter(activity__kind="forum.answer").exists()
