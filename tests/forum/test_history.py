"""Earlier versions of posts, which only moderators can read."""

import pytest
from django.conf import settings
from django.urls import reverse

from forum.models import PostVersion
from forum.threads import posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(reply):
    """A reply that was changed twice."""
    for body in ("Anden *udgave*.", "Tredje udgave."):
        assert posting.edit_post(post=reply, body=body)
    return reply


def address(post) -> str:
    return reverse("forum:history", args=[post.pk])


def test_each_edit_keeps_the_earlier_text_with_its_times(reply):
    first, written = reply.body, reply.created_at
    posting.edit_post(post=reply, body="Anden udgave.")
    second_at = reply.edited_at
    posting.edit_post(post=reply, body="Tredje udgave.")

    newest, oldest = PostVersion.objects.all()
    assert (oldest.body, oldest.written_at, oldest.replaced_at) == (first, written, second_at)
    assert (newest.body, newest.written_at) == ("Anden udgave.", second_at)
    assert newest.replaced_at == reply.edited_at


def test_an_unchanged_text_makes_no_version(reply):
    assert not posting.edit_post(post=reply, body=reply.body)
    assert not PostVersion.objects.exists()


def test_moderators_open_the_history_from_the_post(as_moderator, changed):
    thread = as_moderator.get(changed.thread.get_absolute_url()).content.decode()
    assert f'href="{address(changed)}"' in thread

    html = as_moderator.get(address(changed)).content.decode()

    assert "<em>udgave</em>" in html
    assert html.count('<article class="post">') == 2


def test_an_unedited_post_has_no_link_to_its_history(as_moderator, reply):
    html = as_moderator.get(reply.thread.get_absolute_url()).content.decode()
    assert address(reply) not in html
    page = as_moderator.get(address(reply))
    assert page.status_code == 200
    assert not page.context["versions"]


@pytest.mark.parametrize("who", ["as_alice", "as_bob", "as_editor"])
def test_others_and_the_author_cannot_read_the_history(request, changed, who):
    client = request.getfixturevalue(who)

    assert client.get(address(changed)).status_code == 403
    html = client.get(changed.thread.get_absolute_url()).content.decode()
    assert address(changed) not in html


def test_anonymous_readers_are_redirected_to_sign_in(client, changed):
    response = client.get(address(changed))
    assert response.url == f"{reverse(settings.LOGIN_URL)}?next={address(changed)}"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_other_methods_are_not_allowed(as_moderator, changed, method):
    assert getattr(as_moderator, method)(address(changed)).status_code == 405


def test_an_unknown_post_is_not_found(as_moderator):
    assert as_moderator.get(reverse("forum:history", args=[987654])).status_code == 404
