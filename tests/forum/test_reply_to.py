"""Replies to one post of a thread."""

import uuid

import pytest
from django.urls import reverse

from forum.models import Draft, HeldPost, Post
from forum.moderation import held_posts
from forum.moderation.actions import hide_post
from forum.threads import posting
from notifications.models import Category, Notice
from notifications.notices import activities, follows, topics
from notifications.notices.activity_types import describe
from tests import factories

pytestmark = pytest.mark.django_db


def address(thread) -> str:
    return reverse("forum:reply", args=[thread.pk])


def send(client, thread, **fields: object):
    sent = {"body": "Det gør jeg.", "submission": str(uuid.uuid4()), **fields}
    return client.post(address(thread), sent)


def notices_of(user) -> list[Notice]:
    activities.spread_due()
    return list(Notice.objects.filter(recipient=user, activity__kind="forum.reply"))


def test_a_reply_shows_what_it_answers(client, as_alice, thread, reply):
    send(as_alice, thread, reply_to=reply.pk)

    post = thread.posts.get(number=3)
    assert post.reply_to == reply
    html = client.get(post.page_url).content.decode()
    assert f'href="{reply.get_absolute_url()}"' in html
    assert "Reply to Bob" in html


def test_the_button_leads_to_a_form_that_shows_the_post(as_alice, thread, reply):
    url = f"{address(thread)}?reply_to={reply.pk}"
    assert url in as_alice.get(thread.get_absolute_url()).content.decode()

    response = as_alice.get(url)

    assert response.context["reply_to"].post == reply
    html = response.content.decode()
    assert f'name="reply_to" value="{reply.pk}"' in html
    assert "garagen" in html
    # Nothing else is done with the post here: the page has no form for it.
    assert reverse("forum:thank", args=[reply.pk]) not in html


@pytest.mark.parametrize("value", ["987654321", "x", "-1", "9" * 40, "", "\0"])
def test_an_unknown_post_is_none_and_the_reply_is_not_lost(as_alice, thread, value):
    assert as_alice.get(address(thread), {"reply_to": value}).status_code == 200

    assert send(as_alice, thread, reply_to=value).status_code == 302
    assert thread.posts.get(number=2).reply_to is None


def test_a_post_of_another_thread_is_none(as_alice, alice, bob, theme, thread):
    elsewhere = factories.make_reply(factories.make_thread(alice, theme, "Et andet sted"), bob)

    send(as_alice, thread, reply_to=elsewhere.pk)

    assert thread.posts.get(number=2).reply_to is None
    with pytest.raises(ValueError, match="no post of thread"):
        posting.reply(thread=thread, author=alice, body="Nej", reply_to=elsewhere)


def test_a_hidden_post_is_not_shown_beside_the_form(as_alice, thread, reply, moderator):
    hide_post(post=reply, moderator=moderator, reason="Spam")

    response = as_alice.get(f"{address(thread)}?reply_to={reply.pk}")

    assert response.context["reply_to"] is None
    assert "garagen" not in response.content.decode()


def test_who_is_answered_is_notified_once(thread, reply, alice, bob, moderator):
    body = f"Enig, @{bob.public_name}!"
    post = posting.reply(thread=thread, author=moderator, body=body, reply_to=reply)

    # Bob follows the thread, is mentioned, and is answered.
    [notice] = [each for each in notices_of(bob) if each.activity.object_id == post.pk]
    assert notice.category == Category.MENTIONS
    described = describe([notice.activity], bob)[notice.activity_id]
    assert described.text == f"{moderator.public_name} replied to what you wrote."
    assert described.counted_as == ""


def test_who_is_answered_is_notified_without_following(thread, reply, alice, bob):
    follows.stop(bob, topics.thread(thread.pk))

    posting.reply(thread=thread, author=alice, body="Tak!", reply_to=reply)

    assert len(notices_of(bob)) == 1


def test_who_mutes_the_thread_is_left_alone(thread, reply, alice, bob):
    follows.mute(bob, topics.thread(thread.pk))

    posting.reply(thread=thread, author=alice, body="Tak!", reply_to=reply)

    assert notices_of(bob) == []


def test_nobody_is_notified_of_answering_themselves(thread, reply, bob):
    posting.reply(thread=thread, author=bob, body="Jeg har også sand.", reply_to=reply)

    assert notices_of(bob) == []


def test_a_held_reply_keeps_what_it_answers(as_alice, alice, thread, reply, moderator):
    send(as_alice, thread, reply_to=reply.pk, body="Det var Kim Holm, der stjal den.")
    held = HeldPost.objects.get()
    assert held.reply_to == reply

    held_posts.approve(held=held, moderator=moderator)

    assert thread.posts.get(number=3).reply_to == reply


def test_a_draft_keeps_what_the_reply_answers(client, as_alice, thread, reply):
    send(client, thread, reply_to=reply.pk)
    draft = Draft.objects.get()

    response = as_alice.get(draft.form_url)

    assert response.context["reply_to"].post == reply
    assert f'name="reply_to" value="{reply.pk}"' in response.content.decode()


def test_errors_keep_what_the_reply_answers(as_alice, thread, reply):
    response = send(as_alice, thread, reply_to=reply.pk, body="")

    assert response.status_code == 200
    assert response.context["reply_to"].post == reply


def test_a_deleted_post_leaves_the_reply(thread, reply, alice):
    post = posting.reply(thread=thread, author=alice, body="Tak!", reply_to=reply)

    Post.objects.filter(pk=reply.pk).delete()

    post.refresh_from_db()
    assert post.reply_to is None
