"""The form to reply in a thread."""

import uuid

import pytest
from django.conf import settings
from django.urls import reverse

from forum.models import Post
from forum.moderation.actions import hide_post
from forum.threads import posting
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db


def address(thread) -> str:
    return reverse("forum:reply", args=[thread.pk])


def send(client, thread, body: str = "Jeg kommer.", **changes: object):
    sent = {"body": body, "submission": str(uuid.uuid4()), **changes}
    return client.post(address(thread), sent)


@pytest.mark.parametrize("who", ["as_alice", "as_bob", "as_moderator"])
def test_every_resident_can_reply(request, thread, who):
    before = thread.last_activity_at

    response = send(request.getfixturevalue(who), thread)

    post = thread.posts.get(number=2)
    thread.refresh_from_db()
    assert response["Location"] == post.page_url == f"/en/forum/{thread.pk}/"
    assert (post.body, thread.post_count) == ("Jeg kommer.", 2)
    assert thread.last_activity_at == post.created_at > before


@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_readers_are_redirected_to_sign_in(client, thread, method):
    response = getattr(client, method)(address(thread))

    assert response["Location"] == f"{reverse(settings.LOGIN_URL)}?next={address(thread)}"
    assert thread.posts.count() == 1


def test_a_suspended_resident_cannot_reply(as_bob, bob, thread):
    bob.is_active = False
    bob.save()

    send(as_bob, thread)

    assert thread.posts.count() == 1


@pytest.mark.parametrize("who", ["client", "as_bob"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(request, thread, who, method):
    assert getattr(request.getfixturevalue(who), method)(address(thread)).status_code == 405


def test_the_form_has_its_own_page(as_bob, thread):
    html = as_bob.get(address(thread)).content.decode()

    assert thread.title in html
    assert "<textarea" in html


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "required"),
        (" \n ", "required"),
        ("x" * 200_000, "max_length"),
        ("Ring til 010203-1234", "personal_data"),
        ("null\0byte", "unshowable"),
    ],
)
def test_invalid_input_shows_an_error_and_keeps_the_text(as_bob, thread, body, code):
    response = send(as_bob, thread, body)

    assert response.status_code == 200
    assert error_codes(response.context["form"], "body") == [code]
    assert body.strip().replace("\0", "\0") in response.content.decode()
    assert thread.posts.count() == 1


def test_an_unknown_thread_is_not_found(as_bob, db):
    assert as_bob.post(reverse("forum:reply", args=[999_999]), {"body": "Hej"}).status_code == 404


def test_nobody_can_reply_in_a_hidden_thread(as_alice, as_bob, as_moderator, thread, moderator):
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")

    assert send(as_bob, thread).status_code == 404
    assert send(as_alice, thread).status_code == 403
    assert send(as_moderator, thread).status_code == 403
    assert thread.posts.count() == 1


def test_a_thread_hidden_during_the_request_refuses_the_reply(
    as_bob, thread, moderator, monkeypatch
):
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")
    thread.is_hidden = False
    monkeypatch.setattr(
        "forum.threads.writing_views.get_object_or_404", lambda *_args, **_kwargs: thread
    )

    assert send(as_bob, thread).status_code == 403
    assert thread.posts.count() == 1


def test_a_double_click_replies_once(as_bob, thread):
    submission = str(uuid.uuid4())

    first, second = (send(as_bob, thread, submission=submission) for _click in range(2))

    thread.refresh_from_db()
    assert first["Location"] == second["Location"]
    assert thread.posts.count() == thread.post_count == 2


def test_a_second_text_with_the_same_submission_shows_an_error(as_bob, thread):
    submission = str(uuid.uuid4())
    send(as_bob, thread, submission=submission)

    response = send(as_bob, thread, "Noget andet", submission=submission)

    assert response.status_code == 200
    assert "Noget andet" in response.content.decode()
    assert response.context["form"]["submission"].value() != submission


def test_the_twenty_first_post_starts_a_new_page(as_bob, bob, thread):
    for _number in range(19):
        factories.make_reply(thread, bob)

    assert send(as_bob, thread)["Location"] == f"/en/forum/{thread.pk}/?page=2"


def test_posting_the_same_submission_twice_replies_once(thread, bob):
    submission = uuid.uuid4()

    posts = [
        posting.reply(thread=thread, author=bob, body="Ja", submission=submission)
        for _time in range(2)
    ]

    assert posts[0] == posts[1]
    assert Post.objects.filter(author=bob).count() == 1
