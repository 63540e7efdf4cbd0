"""The page of a campaign: its period, picture and contact, and what it offers to follow."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.images.rendering import make_renditions
from notifications.notices import follows, topics
from tests import factories
from tests.core.images.pictures import make_image

pytestmark = pytest.mark.django_db

TAGS = ["lys", "låse", "naboer", "ferie", "cykler"]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def campaign(theme):
    page = factories.make_campaign(factories.make_theme_page(theme))
    page.tags.add(*TAGS)
    page.save_revision().publish()
    return page


def main_of(client, page) -> BeautifulSoup:
    """Return what a page, or an address, shows between header and footer."""
    url = page if isinstance(page, str) else page.url
    return BeautifulSoup(client.get(url).content, "html.parser").main


def test_the_number_of_buttons_does_not_grow_with_the_tags(as_alice, client, campaign):
    buttons = main_of(as_alice, campaign).select("button[name=do]")
    assert [button["value"] for button in buttons].count("follow") == 2
    assert len(buttons) == 3

    change = reverse("notifications:change")
    anonymous = main_of(client, campaign)
    assert len(anonymous.select(f"a[href^='{change}'], form[action='{change}'] button")) == 2


def test_a_tag_is_followed_from_the_campaign(as_alice, alice, campaign):
    form = main_of(as_alice, campaign).select_one("form:has(select)")
    options = [option["value"] for option in form.select("option")]
    assert len(options) == len(TAGS)

    data = {"topic": options[0], "do": "follow", "next": campaign.url}
    assert as_alice.post(form["action"], data)["Location"] == campaign.url

    assert follows.is_following(alice, options[0])
    left = main_of(as_alice, campaign).select("form option")
    assert [option["value"] for option in left] == options[1:]

    for topic in options[1:]:
        follows.follow(alice, topic)
    assert not main_of(as_alice, campaign).select("form:has(select)")


def test_an_anonymous_reader_comes_through_the_sign_in(client, campaign):
    form = main_of(client, campaign).select_one("form:has(select)")
    assert form.get("method", "get") == "get"
    topic = form.option["value"]
    assert topics.can_be_followed(topic)
    response = client.get(form["action"], {"topic": topic, "do": "follow", "next": campaign.url})
    assert response["Location"].startswith(reverse("account_login"))


def test_readers_see_the_phase_the_period_and_whom_to_ask(client, campaign):
    police = factories.make_partner("Lokalpolitiet", "police")
    police.contact_email = "politi@example.org"
    police.save()
    campaign.starts_on = datetime.date(2026, 5, 3)
    campaign.contact_partner = police
    campaign.contact_name, campaign.contact_role = "Bo Eksempel", "Lokalbetjent"
    campaign.contact_phone, campaign.contact_email = "12 34 56 78", "bo@example.org"
    campaign.save_revision().publish()

    main = main_of(client, campaign)

    text = " ".join(main.get_text(" ").split())
    assert "fra 3. maj 2026" in text
    assert "Lokalpolitiet" in text
    assert "Bo Eksempel Lokalbetjent" in text
    hrefs = {link["href"] for link in main.select(".facts a[href^=tel], .facts a[href^=mailto]")}
    assert hrefs == {"tel:12345678", "mailto:bo@example.org", "mailto:politi@example.org"}


def test_the_main_picture_stands_for_the_themes_once_it_is_made(client, media, theme, campaign):
    image = make_image("torvet.jpg")
    image.description = "Lygter på torvet"
    image.save()
    campaign.picture = image
    campaign.save_revision().publish()
    drawing = main_of(client, campaign).select_one(".page-header img")
    assert "/illustrations/" in drawing["src"]

    make_renditions(image.pk)

    shown = main_of(client, campaign).select_one(".page-header img")
    assert shown["alt"] == "Lygter på torvet"
    assert "/media/" in shown["src"]
    for listing in ("/da/kampagner/", campaign.get_parent().url, "/da/"):
        card = main_of(client, listing).select_one(f".card:has(a[href='{campaign.url}']) img")
        assert "/media/" in card["src"]
        assert card["alt"] == ""


def test_more_campaigns_with_pictures_take_no_more_queries(client, media, theme):
    parent = factories.make_theme_page(theme)

    def queries_with(number: int) -> int:
        for each in range(number):
            image = make_image(f"{number} {each}")
            make_renditions(image.pk)
            factories.make_campaign(parent, f"{number} {each}", picture=image)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/da/kampagner/").status_code == 200
        return len(queries)

    client.get("/da/kampagner/")
    assert queries_with(1) == queries_with(4)


def test_a_picture_that_is_deleted_leaves_the_themes(client, media, campaign):
    campaign.picture = make_image()
    campaign.save_revision().publish()

    campaign.picture.delete()

    assert "/illustrations/" in main_of(client, campaign).select_one(".page-header img")["src"]
