"""Who may see a picture: published, hidden, removed, waiting, or of no post."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from forum.models import HeldPost, PostPicture
from forum.moderation import held_posts
from forum.moderation.actions import hide_post
from forum.threads import posting
from tests.forum.picture_files import send, stored, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def picture(bob, thread, as_bob) -> PostPicture:
    """The picture under Bob's reply."""
    send(as_bob, thread, upload(), alt_1="Torvet")
    return PostPicture.objects.get(post__author=bob)


def small(picture: PostPicture) -> str:
    return reverse("forum:picture_small", args=[picture.pk])


@pytest.mark.parametrize("who", ["client", "as_alice", "as_bob", "as_moderator"])
def test_everybody_sees_a_published_picture(request, picture, who):
    reader = request.getfixturevalue(who)
    for path in (picture.get_absolute_url(), small(picture)):
        response = reader.get(path)
        assert response["Content-Type"] == "image/jpeg"
        assert "public" in response["Cache-Control"]
        assert Image.open(io.BytesIO(response.getvalue())).format == "JPEG"
        assert reader.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_a_picture_is_only_read(as_bob, picture):
    assert as_bob.post(picture.get_absolute_url()).status_code == 405
    assert as_bob.get(reverse("forum:picture", args=[987654321])).status_code == 404


def test_a_picture_without_its_file_is_gone(as_bob, picture):
    picture.file.storage.delete(picture.file.name)

    assert as_bob.get(picture.get_absolute_url()).status_code == 404


def statuses(request, path: str) -> dict[str, int]:
    found = {}
    for who in ("client", "as_alice", "as_bob", "as_moderator"):
        response = request.getfixturevalue(who).get(path)
        assert response.status_code == 404 or "no-store" in response["Cache-Control"]
        found[who] = response.status_code
    return found


@pytest.mark.parametrize("way", ["hidden", "removed"])
def test_a_hidden_or_removed_picture_is_for_moderators(request, moderator, picture, way):
    if way == "hidden":
        hide_post(post=picture.post, moderator=moderator, reason="Nej")
    else:
        posting.edit_post(post=picture.post, body="Nye ord", pictures=[])

    for path in (picture.get_absolute_url(), small(picture)):
        seen = {"client": 404, "as_alice": 404, "as_bob": 404, "as_moderator": 200}
        assert statuses(request, path) == seen
    html = request.getfixturevalue("as_bob").get(picture.post.page_url).content.decode()
    assert small(picture) not in html


def test_a_picture_of_no_post_is_for_its_uploader(request, as_bob, thread):
    send(as_bob, thread, upload(), body="")
    [picture] = PostPicture.objects.all()

    seen = {"client": 404, "as_alice": 404, "as_bob": 200, "as_moderator": 404}
    assert statuses(request, picture.get_absolute_url()) == seen


def test_a_new_members_picture_waits_for_a_moderator(
    request, settings, as_bob, bob, moderator, thread
):
    settings.FIRST_POSTS_HELD = 2

    send(as_bob, thread, upload(), alt_1="Torvet")

    held = HeldPost.objects.get()
    [picture] = held.shown_pictures
    assert (picture.alt_text, picture.post, thread.posts.count()) == ("Torvet", None, 1)
    seen = {"client": 404, "as_alice": 404, "as_bob": 200, "as_moderator": 200}
    assert statuses(request, picture.get_absolute_url()) == seen
    assert (
        small(picture)
        in request.getfixturevalue("as_moderator").get(held.get_absolute_url()).content.decode()
    )

    held_posts.approve(held=held, moderator=moderator)

    assert [each.pk for each in thread.posts.get(number=2).shown_pictures] == [picture.pk]


def test_a_withdrawn_text_takes_its_pictures_along(
    settings, as_bob, thread, private, django_capture_on_commit_callbacks
):
    settings.FIRST_POSTS_HELD = 2
    send(as_bob, thread, upload())

    with django_capture_on_commit_callbacks(execute=True):
        as_bob.post(reverse("forum:held_withdraw", args=[HeldPost.objects.get().pk]))

    assert not PostPicture.objects.exists()
    assert not stored(private)
