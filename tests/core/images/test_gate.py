"""Every way to upload a picture leads through the gate."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.models import UploadedFile as WaitingUpload
from wagtail.users.models import UserProfile

from core.images import decoder, gate
from core.models import SiteImage
from tests.core.images import odd_pictures as odd

# What is left of a camera in a file, and what a browser might run.
LEFTOVERS = (odd.SECRET, b"Canon", b"Exif", odd.HTML)


def upload(content: bytes, name: str = "torvet.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def photograph() -> bytes:
    """Return a JPEG held in way 6, with position, camera and HTML behind its end."""
    return odd.turned(6) + odd.HTML


@pytest.fixture(autouse=True)
def media(own_files) -> Path:
    return own_files


def stored(media: Path) -> list[bytes]:
    return [path.read_bytes() for path in media.rglob("*") if path.is_file()]


def assert_clean(media: Path) -> None:
    assert stored(media)
    for content in stored(media):
        assert not [leftover for leftover in LEFTOVERS if leftover in content]
        image = Image.open(io.BytesIO(content))
        image.load()
        assert image.mode in {"RGB", "RGBA"}


def add(client, content: bytes, name: str = "torvet.jpg"):
    data = {
        "title": "Torvet",
        "file": upload(content, name),
        "description": "Et torv.",
        "collection": "1",
    }
    return client.post(reverse("wagtailimages:add"), data)


def test_an_upload_in_the_admin_is_stored_clean(as_editor, media):
    response = add(as_editor, photograph())

    assert response.status_code == 302
    image = SiteImage.objects.get()
    assert (image.width, image.height) == (64, 48)
    assert image.file_size == len(image.file.read())
    assert image.file_hash
    assert_clean(media)


def test_the_stored_file_is_for_people_who_work_with_pictures(
    as_editor, as_bob, client, media, settings
):
    settings.MEDIA_ROOT = media / "public"
    add(as_editor, photograph())
    image = SiteImage.objects.get()

    form = as_editor.get(reverse("wagtailimages:edit", args=[image.pk]))
    assert f'href="{image.file.url}"' in form.text
    response = as_editor.get(image.file.url)
    assert response["Content-Type"] == "image/jpeg"
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content) == image.file.read()
    assert client.get(image.file.url).status_code == 302
    assert as_bob.get(image.file.url).status_code == 403
    assert as_editor.post(image.file.url).status_code == 405
    # Nothing that is as large as the stored file is public, the form's preview is smaller.
    names = {path.name for path in (media / "public").rglob("*") if path.is_file()}
    assert not {name for name in names if "original" in name or name == "torvet.jpg"}


def test_a_stored_file_that_is_gone(as_editor):
    add(as_editor, photograph())
    image = SiteImage.objects.get()
    url = image.file.url
    image.file.storage.delete(image.file.name)

    unknown = reverse("stored_picture", args=[987654321])
    # Django tries an address that is not found once more, with the language before it.
    assert [as_editor.get(each, follow=True).status_code for each in (url, unknown)] == [404, 404]


@pytest.mark.parametrize("name", ["torvet.png", "torvet.svg", "torvet.html", "torvet"])
def test_the_extension_is_that_of_the_content(as_editor, media, name):
    response = add(as_editor, photograph(), name)

    assert response.status_code == 302
    assert SiteImage.objects.get().filename == "torvet.jpg"
    assert_clean(media)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (odd.encoded(odd.scene(size=(400, 300)), "JPEG")[:2000], "invalid_image"),
        (b"", "empty"),
        (bytes(5000), "invalid_image"),
        (odd.REFUSED["SVG"][0](), "invalid_image"),
        (odd.one_bit_bomb(), "file_too_many_pixels"),
    ],
    ids=["half a JPEG", "nothing", "zero bytes", "SVG", "bomb"],
)
def test_what_is_no_picture_gets_a_message_beside_the_field(as_editor, media, content, code):
    response = add(as_editor, content)

    assert response.status_code == 200
    errors = response.context["form"].errors.as_data()
    assert [error.code for error in errors["file"]] == [code]
    assert response.context["form"]["title"].value() == "Torvet"
    assert not SiteImage.objects.exists()
    assert stored(media) == []


def test_several_uploads_at_once(as_editor, media):
    url = reverse("wagtailimages:add_multiple")
    for name, content, is_stored in (
        ("torvet.jpg", photograph(), True),
        ("bombe.png", odd.one_bit_bomb(), False),
    ):
        response = as_editor.post(url, {"title": name, "files[]": upload(content, name)})
        assert json.loads(response.content)["success"] is is_stored
    # It becomes an image when it is described.
    assert WaitingUpload.objects.count() == 1
    assert_clean(media)


def test_an_upload_that_waits_for_its_title_is_clean_as_well(as_editor, media):
    """Wagtail stores the file at once, and takes it from there when the title is mended."""
    name = "010203-1234.jpg"
    data = {"title": name, "files[]": upload(photograph(), name)}
    response = as_editor.post(reverse("wagtailimages:add_multiple"), data)
    waiting = WaitingUpload.objects.get()
    assert_clean(media)

    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
    prefix = f"uploaded-image-{waiting.pk}"
    data = {f"{prefix}-title": "Torvet", f"{prefix}-collection": "1"}
    response = as_editor.post(url, data)
    assert json.loads(response.content)["success"] is False
    assert not SiteImage.objects.exists()
    response = as_editor.post(url, {**data, f"{prefix}-description": "Et torv."})

    assert json.loads(response.content)["success"] is True
    assert SiteImage.objects.get().width == 64
    assert_clean(media)


def test_the_chooser(as_editor, media):
    data = {
        "image-chooser-upload-title": "Torvet",
        "image-chooser-upload-file": upload(photograph()),
        "image-chooser-upload-collection": "1",
        "image-chooser-upload-is_decorative": "on",
    }
    response = as_editor.post(reverse("wagtailimages_chooser:create"), data)

    assert response.status_code == 200
    assert SiteImage.objects.get().width == 64
    assert_clean(media)


def test_a_new_file_for_an_image_replaces_the_old_one(as_editor, media):
    add(as_editor, photograph())
    image = SiteImage.objects.get()

    data = {
        "title": "Torvet",
        "file": upload(odd.sixteen_bit_grey(), "x.png"),
        "description": "Et torv.",
        "collection": "1",
    }
    response = as_editor.post(reverse("wagtailimages:edit", args=[image.pk]), data)

    assert response.status_code == 302
    image.refresh_from_db()
    assert (image.width, image.height) == (40, 30)
    assert_clean(media)


@pytest.mark.django_db
def test_code_that_saves_an_image(media):
    """As the demo content does."""
    image = SiteImage(title="Torvet", file=ContentFile(photograph(), name="torvet.jpg"))
    image.save()

    image.refresh_from_db()
    assert (image.width, image.height) == (64, 48)
    assert image.file_size == image.file.size
    assert_clean(media)


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:Image size")
def test_code_that_saves_what_is_no_picture(media):
    bomb = ContentFile(odd.one_bit_bomb(), name="bombe.png")

    with pytest.raises(ValidationError):
        SiteImage(title="Bombe", file=bomb).save()
    assert stored(media) == []


def test_the_picture_of_an_editors_account(editor, media):
    profile = UserProfile.get_for_user(editor)
    form = AvatarSettingsPanel.form_class({}, {"avatar": upload(photograph())}, instance=profile)
    assert form.is_valid()
    form.save()

    assert profile.avatar.name.endswith(".jpg")
    assert_clean(media)
    for content in (odd.one_bit_bomb(), b"GIF89a" + odd.HTML):
        form = AvatarSettingsPanel.form_class({}, {"avatar": upload(content)}, instance=profile)
        assert "avatar" in form.errors


def test_an_upload_in_a_temporary_file_is_overwritten():
    content = photograph()
    raw = TemporaryUploadedFile("torvet.jpg", "image/jpeg", len(content), None)
    raw.write(content)

    gate.clean_upload(raw)

    clean = Path(raw.temporary_file_path()).read_bytes()
    assert len(clean) == raw.size
    assert not [leftover for leftover in LEFTOVERS if leftover in clean]


@pytest.mark.parametrize("failure", ["slow", "crash", "noise"])
def test_a_decoder_that_fails_refuses_the_picture(monkeypatch, tmp_path, failure):
    program = tmp_path / "decoder.py"
    program.write_text(
        {
            "slow": "import time; time.sleep(60)",
            "crash": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
            "noise": "print('Hej')",
        }[failure]
    )
    monkeypatch.setattr(decoder, "__file__", str(program))
    monkeypatch.setattr(gate, "_PATIENCE", 1)

    with pytest.raises(ValidationError):
        gate.clean_bytes(photograph())


def test_memory_and_processor_time_have_limits():
    """Run in the process that decodes."""
    code = (
        "import resource, runpy, sys; sys.stdin = open('/dev/null');"
        f"runpy.run_path({decoder.__file__!r}, run_name='__main__');"
        "print(resource.getrlimit(resource.RLIMIT_DATA)[0],"
        "resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.splitlines()[-1] == f"{decoder.BYTES} {decoder.SECONDS}"
