"""The renditions of the site are made once, whatever happens meanwhile."""

import datetime
import logging
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.images import rendering
from core.images.pictures import find_picture
from core.images.rendering import make_missing, make_renditions
from core.images.renditions import RenditionFailedError
from core.images.uses import SPECS
from core.models import SiteImage, SiteRendition
from tests.core.images import pictures
from tests.core.images.pictures import fail_for, make_image, photograph, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(own_files) -> Path:
    return own_files


@pytest.fixture
def image() -> SiteImage:
    """An image of yesterday without renditions."""
    image = make_image()
    SiteImage.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    return image


def specs() -> list[str]:
    return sorted(SiteRendition.objects.values_list("filter_spec", flat=True))


def while_generating(monkeypatch, happen) -> None:
    """Call `happen` once, when the files are made and not stored."""
    store = rendering._store

    def store_later(*args, **kwargs):
        monkeypatch.setattr(rendering, "_store", store)
        happen()
        return store(*args, **kwargs)

    monkeypatch.setattr(rendering, "_store", store_later)


def test_each_is_made_once(image):
    assert make_renditions(image.pk) == len(SPECS)
    first = sorted(SiteRendition.objects.values_list("pk", "file"))
    assert make_renditions(image.pk) == 0
    assert sorted(SiteRendition.objects.values_list("pk", "file")) == first


def test_two_tasks_at_once_store_each_once(image, media, monkeypatch):
    while_generating(monkeypatch, lambda: make_renditions(image.pk))

    assert make_renditions(image.pk) == 0
    assert specs() == sorted(SPECS)
    assert len(list((media / "images").iterdir())) == len(SPECS)


def test_a_file_that_is_replaced_meanwhile_is_not_shown_as_it_was(image, media, monkeypatch):
    def replace():
        image.file = upload(photograph(pictures.RED))
        image.save()

    while_generating(monkeypatch, replace)

    assert make_renditions(image.pk) == 0
    assert not SiteRendition.objects.exists()
    make_renditions(image.pk)
    for rendition in SiteRendition.objects.all():
        assert pictures.is_near(pictures.colour_of(media / rendition.file.name), pictures.RED)


def test_an_image_that_is_deleted_meanwhile_fails_nothing(image, media, monkeypatch):
    while_generating(monkeypatch, lambda: SiteImage.objects.all().delete())

    assert make_renditions(image.pk) == 0
    assert not (media / "images").exists()


def test_a_format_that_fails_leaves_the_others(image, monkeypatch, caplog):
    fail_for(monkeypatch, lambda spec: "avif" in spec)

    with caplog.at_level(logging.ERROR), pytest.raises(RenditionFailedError):
        make_renditions(image.pk)

    assert specs() == sorted(spec for spec in SPECS if "avif" not in spec)
    [record] = caplog.records
    assert f"image {image.pk} ({image.file.name})" in record.getMessage()
    shown = find_picture(SiteImage.objects.get(), "body")
    assert [kind for kind, _srcset in shown.sources] == ["image/webp", "image/jpeg"]


def test_a_failure_is_tried_again_by_the_tick_after_a_pause(image, monkeypatch):
    is_full = True
    fail_for(monkeypatch, lambda spec: is_full)
    with pytest.raises(RenditionFailedError):
        make_renditions(image.pk)
    is_full = False

    assert make_missing() == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6), tick=False):
        assert make_missing() == len(SPECS)
        assert make_missing() == 0


def test_the_pauses_become_longer(image, monkeypatch, caplog):
    fail_for(monkeypatch, lambda spec: True)
    start = timezone.now()

    for minute in range(0, 60, 2):
        with time_machine.travel(start + datetime.timedelta(minutes=minute), tick=False):
            make_missing()

    # After 5 minutes, then 10, then 20.
    assert len(caplog.records) == 4


def test_the_tick_leaves_new_images_to_their_task(image):
    SiteImage.objects.update(created_at=timezone.now())

    assert make_missing() == 0


def test_broken_images_keep_none_waiting(image, media):
    for _number in range(rendering._IMAGES_PER_TICK):
        broken = make_image()
        (media / broken.file.name).write_bytes(b"no picture")
    SiteImage.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))

    assert make_missing() == 0
    assert make_missing() == len(SPECS)


def test_the_tick_makes_them(image):
    call_command("tick")

    assert specs() == sorted(SPECS)


def test_the_command_makes_what_is_missing_and_what_has_lost_its_file(image, media, capsys):
    make_renditions(image.pk)
    other = make_image()
    SiteRendition.objects.filter(filter_spec=SPECS[0]).delete()
    lost = SiteRendition.objects.get(filter_spec=SPECS[1])
    (media / lost.file.name).unlink()

    call_command("make_renditions")

    assert f"{len(SPECS) + 2} renditions made for 2 images" in capsys.readouterr().out
    for each in (image, other):
        assert each.renditions.count() == len(SPECS)
    for rendition in SiteRendition.objects.all():
        assert (media / rendition.file.name).is_file()
    call_command("make_renditions")
    assert "0 renditions made" in capsys.readouterr().out


def test_a_lost_file_is_not_deleted_once_it_is_made_again(
    image, media, django_capture_on_commit_callbacks
):
    make_renditions(image.pk)
    for path in (media / "images").iterdir():
        path.unlink()

    with django_capture_on_commit_callbacks(execute=True):
        call_command("make_renditions")

    assert len(list((media / "images").iterdir())) == len(SPECS)


def test_the_command_goes_on_after_a_failure(image, media):
    broken = make_image()
    (media / broken.file.name).write_bytes(b"no picture")

    with pytest.raises(CommandError, match=str(broken.pk)):
        call_command("make_renditions")

    assert image.renditions.count() == len(SPECS)


@pytest.mark.parametrize("size", [(1, 1), (20, 900), (2560, 30)])
def test_odd_sizes_have_a_box_of_the_size_that_they_get(size):
    image = make_image(content=photograph(size=size))
    for use in ("body", "logo", "theme"):
        box = find_picture(SiteImage.objects.get(), use)
        assert box.is_missing
        make_renditions(image.pk)
        shown = find_picture(SiteImage.objects.get(), use)
        assert (shown.width, shown.height) == (box.width, box.height)
        SiteRendition.objects.all().delete()
