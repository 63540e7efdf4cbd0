"""Cached pages show a picture as soon as its renditions are made."""

import pytest

from core.images.pictures import NO_PICTURE
from core.images.rendering import make_renditions
from core.models import SiteImage, SiteRendition
from tests import factories
from tests.core.images.pictures import make_image, make_page_with, shown_image
from tests.hub.test_page_cache import hub as hub  # a fixture


@pytest.fixture
def image(hub, settings, tmp_path) -> SiteImage:
    settings.MEDIA_ROOT = tmp_path
    return make_image()


def test_a_page_with_a_box_is_made_anew_when_the_picture_is_there(hub, image):
    url = make_page_with(image).url
    assert hub.is_stored(url)
    assert shown_image(hub.get(url).text)["src"] == NO_PICTURE

    make_renditions(image.pk)

    assert shown_image(hub.get(url).text)["src"].endswith(".jpg")
    assert hub.is_stored(url)


def test_a_page_with_a_picture_follows_it(hub, image):
    url = make_page_with(image).url
    make_renditions(image.pk)
    assert hub.is_stored(url)

    SiteRendition.objects.all().delete()

    assert shown_image(hub.get(url).text)["src"] == NO_PICTURE


def test_the_picture_of_a_theme_takes_the_place_of_the_drawing(hub, image, theme):
    theme.picture = image
    theme.save()
    urls = [factories.make_theme_page(theme).url, factories.make_event_page(theme).url]
    for url in urls:
        assert hub.is_stored(url)
        assert "/media/" not in hub.get(url).text

    make_renditions(image.pk)

    for url in urls:
        assert "fill-800x600" in hub.get(url).text
        assert hub.is_stored(url)
