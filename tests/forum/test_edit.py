"""Editing a post."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from forum.moderation.actions import hide_post
from forum.threads import posting
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db

NEW = "Jeg har *grus*, ikke salt."


def address(post) -> str:
    return reverse("forum:edit", args=[post.pk])


def test_the_author_edits_the_text(as_bob, client, reply):
    assert reply.body in as_bob.get(address(reply)).content.decode()

    response = as_bob.post(address(reply), {"body": NEW})

    reply.refresh_from_db()
    # Without the anchor, so that the message has the focus; it leads on to the post.
    assert response["Location"] == reply.page_url
    assert reply.body == NEW
    assert "<em>grus</em>" in reply.body_as_html
    assert reply.edited_at is not None
    html = client.get(reply.get_absolute_url()).content.decode()
    assert "<em>grus</em>" in html
    assert (
        f'<time datetime="{timezone.localtime(reply.edited_at).isoformat(timespec="seconds")}">'
        in html
    )


def test_an_unchanged_text_is_not_an_edit(as_bob, reply):
    as_bob.post(address(reply), {"body": reply.body})

    reply.refresh_from_db()
    assert reply.edited_at is None
    assert not posting.edit_post(post=reply, body=reply.body)


@pytest.mark.parametrize("who", ["as_alice", "as_moderator", "as_editor"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_cannot_edit(request, reply, who, method):
    client = request.getfixturevalue(who)

    assert getattr(client, method)(address(reply), {"body": NEW}).status_code == 403
    reply.refresh_from_db()
    assert reply.body != NEW


@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_readers_are_redirected_to_sign_in(client, reply, method):
    response = getattr(client, method)(address(reply))

    assert response["Location"] == f"{reverse(settings.LOGIN_URL)}?next={address(reply)}"


@pytest.mark.parametrize("who", ["client", "as_bob"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(request, reply, who, method):
    assert getattr(request.getfixturevalue(who), method)(address(reply)).status_code == 405


def test_an_unknown_post_is_not_found(as_bob, db):
    assert as_bob.get(reverse("forum:edit", args=[999_999])).status_code == 404


def test_a_hidden_post_cannot_be_edited(as_bob, reply, moderator):
    hide_post(post=reply, moderator=moderator, reason="Spam")

    assert as_bob.get(address(reply)).status_code == 403
    assert as_bob.post(address(reply), {"body": NEW}).status_code == 403
    assert not posting.edit_post(post=reply, body=NEW)
    reply.refresh_from_db()
    assert reply.body != NEW


def test_posts_of_a_hidden_thread_cannot_be_edited(
    as_alice, as_bob, thread, reply, alice, moderator
):
    own = posting.reply(thread=thread, author=alice, body="Tak!")
    hide_post(post=thread.posts.get(number=1), moderator=moderator, reason="Spam")

    assert as_alice.post(address(own), {"body": NEW}).status_code == 403
    assert as_bob.post(address(reply), {"body": NEW}).status_code == 404
    assert not posting.edit_post(post=own, body=NEW)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "required"),
        ("x" * 200_000, "max_length"),
        ("010203-1234", "personal_data"),
        ("null\0byte", "unshowable"),
    ],
)
def test_invalid_input_shows_an_error_and_keeps_the_text(as_bob, reply, body, code):
    response = as_bob.post(address(reply), {"body": body})

    assert response.status_code == 200
    assert error_codes(response.context["form"], "body") == [code]
    assert body in response.content.decode()
    reply.refresh_from_db()
    assert reply.edited_at is None
