"""The pictures that administrators choose for the site: shared, in the browser, at the front."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from core.images.rendering import make_renditions
from core.images.uses import USES
from core.models import SiteImage, SiteRendition, SiteSettings
from core.social.cards import default_card
from tests.core.images.pictures import make_image

pytestmark = pytest.mark.django_db


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def test_the_picture_for_sharing_is_used_once_its_renditions_are_made(client):
    image = SiteImage.objects.create(
        title="Torvet", file="original_images/x.jpg", width=800, height=600
    )
    SiteSettings.objects.create(social_image=image)
    before = default_card("da")
    assert before.image_id is None
    for spec in USES["theme"].specs:
        SiteRendition.objects.create(
            image=image, filter_spec=spec, file="images/x.jpg", width=800, height=600
        )
    card = default_card("da")
    assert (card.image_id, card.digest != before.digest) == (image.pk, True)
    page = soup(client.get(reverse("home:themes")))
    assert page.select_one('meta[property="og:image"]')["content"] == card.url


def shown_at_the_front(client) -> tuple[str, str]:
    """Return the addresses of the icon, and of the picture below the title."""
    page = soup(client.get("/da/"))
    return page.select_one("link[rel=icon]")["href"], page.select_one(".hero__street img")["src"]


def test_a_town_has_its_own_icon_and_front_picture(client, private, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    icon, drawing = shown_at_the_front(client)
    assert icon.endswith(".svg")
    assert drawing.endswith(".svg")
    own = {
        "browser_icon": make_image("Vandtårnet", name="vandtaarnet.jpg"),
        "front_picture": make_image("Havnen", name="havnen.jpg"),
    }
    SiteSettings.objects.create(**own)
    # Until their renditions are made, nothing is missing.
    assert shown_at_the_front(client) == (icon, drawing)

    for image in own.values():
        make_renditions(image.pk)
    new_icon, picture = shown_at_the_front(client)
    assert "vandtaarnet" in new_icon
    assert "havnen" in picture

    for image in own.values():
        image.delete()
    assert shown_at_the_front(client) == (icon, drawing)
