"""The picture of a shared page: for public pages only, named by its content, and kept for ever."""

import io
import re

import pytest
from django.core.files.storage import storages
from PIL import Image
from wagtail.models import PageViewRestriction

from core.images.rendering import make_renditions
from core.social import images
from tests import factories
from tests.core.images.pictures import GREEN, make_image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(private, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def campaign(theme):
    return factories.make_campaign(factories.make_theme_page(theme), "Lås din dør på Østergade")


def tags(client, url: str) -> dict[str, str]:
    """The tags for other sites, by name."""
    page = client.get(url).content.decode()
    return dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page)
    )


def path_of(client, url: str, settings) -> str:
    return tags(client, url)["og:image"].removeprefix(settings.BASE_URL)


def stored(folder: str) -> list[str]:
    return storages["private"].listdir(f"social-images/{folder}")[1]


def test_a_page_says_what_it_is_and_shows_a_picture(client, campaign, settings):
    found = tags(client, campaign.url)
    assert found["og:title"] == campaign.title
    assert found["og:description"] == campaign.summary
    assert found["og:url"] == settings.BASE_URL + campaign.url
    assert found["og:locale"] == "da_DK"
    assert campaign.title in found["og:image:alt"]
    assert found["twitter:card"] == "summary_large_image"
    response = client.get(path_of(client, campaign.url, settings))
    assert response.headers["Content-Type"] == found["og:image:type"] == "image/jpeg"
    with Image.open(io.BytesIO(response.content)) as picture:
        assert picture.size == (1200, 630)
        assert picture.size == (int(found["og:image:width"]), int(found["og:image:height"]))
    assert len(response.content) < 300_000


def test_it_may_be_kept_for_ever_and_sets_no_cookie(client, campaign, settings):
    response = client.get(path_of(client, campaign.url, settings))
    assert "immutable" in response.headers["Cache-Control"]
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert not response.cookies


def test_it_is_made_once(client, campaign, settings, monkeypatch):
    path = path_of(client, campaign.url, settings)
    first = client.get(path).content
    monkeypatch.setattr(images, "_make", None)
    assert client.get(path).content == first


def test_another_title_has_another_address_and_the_old_one_leads_there(client, campaign, settings):
    old = path_of(client, campaign.url, settings)
    client.get(old)
    campaign.title = "Lås døren"
    campaign.save()
    new = path_of(client, campaign.url, settings)
    assert new != old
    assert client.get(old).headers["Location"] == settings.BASE_URL + new
    client.get(new)
    assert len(stored(f"page-{campaign.pk}")) == 1


def test_the_picture_of_the_campaign_is_in_it(client, campaign, settings):
    before = path_of(client, campaign.url, settings)
    campaign.picture = make_image()
    campaign.save()
    make_renditions(campaign.picture.pk)
    after = path_of(client, campaign.url, settings)
    assert after != before
    with Image.open(io.BytesIO(client.get(after).content)) as picture:
        colour = picture.getpixel((1000, 300))
    assert all(abs(one - other) < 12 for one, other in zip(colour, GREEN, strict=True))


@pytest.mark.parametrize("kind", ["theme", "event", "translation"])
def test_themes_and_events_have_their_own(client, theme, settings, kind):
    if kind == "theme":
        page = factories.make_theme_page(theme)
    else:
        page = factories.make_event_page(theme)
        if kind == "translation":
            page = factories.make_event_translation(page, "Coffee")
    path = path_of(client, page.url, settings)
    assert f"/page/{page.pk}/" in path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("url", ["/da/", "/en/", "/da/temaer/", "/en/campaigns/"])
def test_the_rest_shows_the_picture_of_the_site(client, url, settings):
    path = path_of(client, url, settings)
    assert f"/social/site/{url[1:3]}/" in path
    assert client.get(path).status_code == 200


def test_an_error_page_has_no_tags(client):
    assert tags(client, "/da/findes-ikke/") == {}


def test_drafts_and_private_pages_have_none(client, as_editor, campaign, theme, settings):
    path = path_of(client, campaign.url, settings)
    assert client.get(path).status_code == 200
    restriction = PageViewRestriction.objects.create(
        page=campaign, restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get(path).status_code == 404
    restriction.delete()
    campaign.unpublish()
    for visitor in (client, as_editor):
        assert visitor.get(path).status_code == 404
    event = factories.make_event_page(theme, publish=False)
    assert client.get(f"/social/page/{event.pk}/abc.jpg").status_code == 404


def test_the_picture_of_a_withdrawn_event_is_gone(client, theme, settings):
    page = factories.make_event_page(theme)
    path = path_of(client, page.url, settings)
    page.event.__class__.objects.update(is_published=False)
    assert client.get(path).status_code == 404
    assert tags(client, page.url) == {}


def test_pages_without_a_picture_of_their_own_are_unknown_there(client):
    about = factories.make_standard_page()
    for path in (f"/social/page/{about.pk}/abc.jpg", "/social/page/987654321/abc.jpg"):
        assert client.get(path).status_code == 404
    assert client.get("/social/site/xx/abc.jpg").status_code == 404


def test_only_reading_is_allowed(client, campaign, settings):
    assert client.post(path_of(client, campaign.url, settings)).status_code == 405


def test_the_tags_cost_no_query(client, campaign, as_if_committed, django_assert_max_num_queries):
    client.get(campaign.url)
    with django_assert_max_num_queries(0):
        campaign.social_card("da")
