"""Pictures of posts: sending them, keeping them over a refused form, changing and deleting them."""

import datetime
import io
import uuid

import pytest
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.images import gate
from forum.models import ChosenPicture, HeldPost, ModerationAction, Post, PostPicture, Thread
from forum.moderation import held_posts, post_acts
from forum.pictures import attaching, keeping, receiving
from forum.threads import posting
from tests import factories
from tests.form_errors import error_codes
from tests.forum.picture_files import encoded, send, stored, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def picture(bob, thread, as_bob) -> PostPicture:
    """The picture under Bob's reply."""
    send(as_bob, thread, upload(), alt_1="Torvet")
    return PostPicture.objects.get(post__author=bob)


def small(picture: PostPicture) -> str:
    return reverse("forum:picture_small", args=[picture.pk])


def test_a_reply_shows_its_pictures_in_their_order(as_bob, client, thread):
    files = [upload(encoded(size=(100 + number, 50))) for number in range(6)]

    send(as_bob, thread, *files, alt_1="Torvet", alt_6="Broen")

    post = thread.posts.get(number=2)
    assert [(each.width, each.alt_text) for each in post.shown_pictures] == [
        (100, "Torvet"),
        (101, ""),
        (102, ""),
        (103, ""),
        (104, ""),
        (105, "Broen"),
    ]
    html = client.get(thread.get_absolute_url()).content.decode()
    for each in post.shown_pictures:
        assert f'href="{each.get_absolute_url()}"' in html
        assert f'width="{each.width}" height="50"' in html


def test_a_thread_starts_with_a_picture(as_bob, client, theme):
    fields = {"kind": "issue", "title": "Et hul", "body": "Se her.", "place": "Torvet"}
    fields |= {"theme": theme.pk, "file_1": upload(), "submission": str(uuid.uuid4())}

    as_bob.post(reverse("forum:start"), fields)

    [picture] = PostPicture.objects.all()
    thread = Thread.objects.get(title="Et hul")
    assert (picture.post.thread, picture.number) == (thread, 1)
    assert picture.absolute_url in client.get(reverse("forum:feed")).content.decode()
    assert picture.absolute_url in client.get(thread.get_absolute_url()).content.decode()
    [row] = client.get(f"/open311/v2/requests/{thread.pk}.json").json()
    assert row["media_url"] == picture.absolute_url


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_encoded_again_without_metadata(as_bob, thread, kind):
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "SECRET-GPS"
    polyglot = encoded(kind, size=(3000, 1000), exif=exif) + b"<script>SECRET</script>"

    send(as_bob, thread, upload(polyglot, "x.svg"))

    [picture] = PostPicture.objects.all()
    assert (picture.width, picture.height) == (1920, 640)
    contents = []
    for file in (picture.file, picture.small_file):
        contents.append(file.read())
        assert b"SECRET" not in contents[-1]
        assert not Image.open(io.BytesIO(contents[-1])).getexif()
    assert picture.bytes == sum(map(len, contents))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "invalid_image"),
        (b"not a picture", "invalid_image"),
        (b"\xff\xd8\xff and no more", "invalid_image"),
        (encoded("GIF"), "invalid_image"),
        (encoded("PNG", size=(6000, 6000)), "file_too_many_pixels"),
        (encoded()[:300], "invalid_image"),
    ],
    ids=["svg", "text", "half", "gif", "bomb", "cut"],
)
def test_what_is_no_picture_is_refused_and_the_text_is_kept(as_bob, thread, private, content, code):
    response = send(as_bob, thread, upload(content), alt_1="Mine ord")

    assert error_codes(response.context["form"], "pictures") == [code]
    html = response.content.decode()
    assert "Se her." in html
    assert 'value="Mine ord"' in html
    assert thread.posts.count() == 1
    assert not PostPicture.objects.exists()
    assert not stored(private)


def test_a_large_file_is_not_decoded(as_bob, thread, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_BYTES", 100)
    monkeypatch.setattr(gate, "clean_bytes", lambda content: pytest.fail("decoded"))

    response = send(as_bob, thread, upload())

    assert error_codes(response.context["form"], "pictures") == ["file_too_large"]


def test_uploads_of_a_day_are_limited(as_bob, thread, monkeypatch, picture):
    monkeypatch.setattr(receiving, "MOST_A_DAY", 1)

    response = send(as_bob, thread, upload(), body="Mere")

    assert error_codes(response.context["form"], "pictures") == ["too_many_today"]
    PostPicture.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    assert send(as_bob, thread, upload(), body="Mere").status_code == 302


def test_a_full_disk_leaves_nothing_and_keeps_the_text(as_bob, thread, private, monkeypatch):
    save = FileSystemStorage.save

    def fail_for_the_second(self, name, content, max_length=None):
        if "small" in name:
            raise OSError("the disk is full")
        return save(self, name, content, max_length)

    monkeypatch.setattr(FileSystemStorage, "save", fail_for_the_second)

    response = send(as_bob, thread, upload())

    assert error_codes(response.context["form"], "pictures") == ["not_stored"]
    assert "Se her." in response.content.decode()
    assert thread.posts.count() == 1
    assert not PostPicture.objects.exists()


@pytest.mark.parametrize("changes", [{"body": ""}, {"preview": "1"}], ids=["fault", "preview"])
def test_a_chosen_picture_is_kept_until_the_form_is_sent(as_bob, thread, changes):
    response = send(as_bob, thread, upload(), alt_1="Torvet", **changes)

    [picture] = PostPicture.objects.all()
    html = response.content.decode()
    assert f'name="picture_1" value="{picture.pk}"' in html
    assert (picture.post, thread.posts.count()) == (None, 1)

    send(as_bob, thread, picture_1=picture.pk, alt_1="Torvet")

    picture.refresh_from_db()
    assert (picture.post.number, picture.alt_text) == (2, "Torvet")


def test_a_chosen_picture_can_be_removed_from_the_form(as_bob, thread):
    send(as_bob, thread, upload(), body="")
    [picture] = PostPicture.objects.all()

    send(as_bob, thread, picture_1=picture.pk, remove_1="1")

    assert thread.posts.get(number=2).shown_pictures == []


def test_sending_twice_makes_one_post_with_its_pictures(as_bob, thread):
    send(as_bob, thread, upload(), body="")
    [picture] = PostPicture.objects.all()
    fields = {"picture_1": picture.pk, "submission": str(uuid.uuid4())}

    first, second = (send(as_bob, thread, **fields) for _time in range(2))

    assert first["Location"] == second["Location"]
    assert [each.pk for each in thread.posts.get(number=2).shown_pictures] == [picture.pk]


def test_the_same_words_with_a_picture_are_another_post(as_bob, thread):
    send(as_bob, thread)
    send(as_bob, thread, upload())

    assert len(thread.posts.get(number=3).shown_pictures) == 1


@pytest.mark.parametrize("whose", ["of another post", "of somebody else", "unknown"])
def test_pictures_of_others_cannot_be_chosen(as_alice, as_bob, thread, picture, whose):
    pk = picture.pk if whose == "of another post" else 987654321
    if whose == "of somebody else":
        send(as_alice, thread, upload(), body="")
        pk = PostPicture.objects.get(post=None).pk

    response = send(as_bob, thread, body="Igen", picture_1=pk)

    assert error_codes(response.context["form"], "pictures") == ["gone"]
    assert thread.posts.count() == 2


def test_attaching_leaves_pictures_of_others_alone(alice, thread, picture):
    post = factories.make_reply(thread, alice, "Mit")

    attaching.attach(post, [ChosenPicture(picture.pk, "Tyvstjålet")])

    picture.refresh_from_db()
    assert (picture.post.number, picture.alt_text) == (2, "Torvet")


def test_words_about_a_picture_are_guarded(as_bob, thread):
    response = send(as_bob, thread, upload(), alt_1="Ring 010203-1234")

    assert error_codes(response.context["form"], "pictures") == ["personal_data"]
    assert thread.posts.count() == 1


def edit(client, post: Post, **fields):
    return client.post(reverse("forum:edit", args=[post.pk]), {"body": post.body, **fields})


def test_an_edit_changes_the_pictures_and_keeps_the_earlier_ones(
    as_bob, as_moderator, thread, picture
):
    post = picture.post

    edit(as_bob, post, picture_1=picture.pk, alt_1="Rådhuset", file_2=upload())

    first, second = post.pictures.all()
    assert (first.alt_text, second.post_id, second.number) == ("Rådhuset", post.pk, 2)

    edit(as_bob, post, picture_1=picture.pk, remove_1="1", picture_2=second.pk)

    post = Post.objects.get(pk=post.pk)
    assert post.shown_pictures == [second]
    assert post.versions.count() == 2
    history = as_moderator.get(reverse("forum:history", args=[post.pk])).content.decode()
    assert small(picture) in history


def test_an_edit_without_pictures_leaves_them(as_bob, picture):
    edit(as_bob, picture.post, body="Andre ord")
    edit(as_bob, picture.post, body="Andre ord", picture_1=picture.pk, alt_1="Torvet")

    post = Post.objects.get(pk=picture.post_id)
    assert post.shown_pictures == [picture]
    assert post.versions.count() == 1


def test_an_edit_with_a_new_picture_of_a_new_member_waits(settings, as_bob, moderator, picture):
    settings.FIRST_POSTS_HELD = 5

    edit(as_bob, picture.post, picture_1=picture.pk, alt_1="Torvet", file_2=upload())

    held = HeldPost.objects.get()
    assert len(held.shown_pictures) == 2
    assert picture.post.shown_pictures == [picture]
    held_posts.approve(held=held, moderator=moderator)
    assert len(Post.objects.get(pk=picture.post_id).shown_pictures) == 2


def test_a_moderator_removes_a_picture_and_puts_it_back(as_moderator, moderator, picture):
    post = picture.post
    path = reverse("forum:act", args=[post.pk, "redact"])
    reasons = {"rule": "privacy", "reason": "Et ansigt"}
    unchanged = as_moderator.post(path, {"body": post.body, **reasons})
    assert error_codes(unchanged.context["form"], "body") == ["same"]

    as_moderator.post(path, {"body": post.body, "pictures": [picture.pk], **reasons})

    assert Post.objects.get(pk=post.pk).shown_pictures == []
    action = ModerationAction.objects.get()
    post_acts.put_back(action)
    assert Post.objects.get(pk=post.pk).shown_pictures == [picture]


def test_a_moderator_removes_no_picture_of_another_post(as_moderator, reply, picture):
    path = reverse("forum:act", args=[reply.pk, "redact"])

    fields = {"body": "Nye ord", "pictures": [picture.pk], "rule": "privacy", "reason": "x"}
    as_moderator.post(path, fields)

    picture.refresh_from_db()
    assert picture.removed_at is None


def test_abandoned_and_removed_pictures_are_deleted_in_time(
    settings, as_bob, thread, picture, private, django_capture_on_commit_callbacks
):
    send(as_bob, thread, upload(), body="")
    posting.edit_post(post=picture.post, body="Nye ord", pictures=[])
    with django_capture_on_commit_callbacks(execute=True):
        assert (keeping.delete_abandoned(), keeping.delete_removed()) == (0, 0)
    now = timezone.now()
    PostPicture.objects.filter(post=None).update(
        created_at=now - datetime.timedelta(hours=settings.DRAFT_HOURS + 1)
    )
    PostPicture.objects.exclude(post=None).update(
        removed_at=now - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS + 1)
    )

    with django_capture_on_commit_callbacks(execute=True):
        assert (keeping.delete_abandoned(), keeping.delete_removed()) == (1, 1)

    assert not stored(private)


@pytest.mark.parametrize("remove_posts", [True, False])
def test_erasure(
    bob, as_bob, thread, picture, private, django_capture_on_commit_callbacks, remove_posts
):
    send(as_bob, thread, upload(), body="")

    with django_capture_on_commit_callbacks(execute=True):
        keeping.erase(bob, remove_posts=remove_posts)

    left = [] if remove_posts else [picture.pk]
    assert [each.pk for each in PostPicture.objects.filter(uploader=None)] == left
    assert PostPicture.objects.count() == len(left)
    assert len(stored(private)) == 2 * len(left)


def test_a_draft_keeps_the_choice(client, as_bob, thread):
    send(as_bob, thread, upload(), body="")
    [picture] = PostPicture.objects.all()

    response = send(client, thread, picture_1=picture.pk, alt_1="Torvet")

    assert thread.posts.count() == 1
    token = response["Location"].rstrip("/").rpartition("/")[2]
    html = as_bob.get(f"{reverse('forum:reply', args=[thread.pk])}?draft={token}").content.decode()
    assert f'name="picture_1" value="{picture.pk}"' in html
    assert 'value="Torvet"' in html
