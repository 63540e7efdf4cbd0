"""The lists of the open data: what they hold, their pages, conditions, limits and CORS."""

import json

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from campaigns.models import PledgeOffer
from core.caching.page_cache import PageCache
from hub.cached_routes import known_parameters
from tests import factories
from tests.core.images import pictures
from tests.wsgi_client import get

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/api/v2/",
    "/api/v2/pages/",
    "/api/v2/images/",
    "/api/v2/documents/",
    "/api/v2/events/",
    "/api/v2/campaigns/",
]
FIGURE = {
    "prefix": "",
    "value": {"number": "83.5", "percent": True},
    "unit": "",
    "label": "feel safe",
    "baseline": {"number": "70", "percent": True},
    "target": "",
    "date": "2026-05",
    "source": "A survey",
}


def items(client, address: str):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()["items"]


def follow(client, address: str) -> list[list[str]]:
    """Return the titles on each page of a list."""
    pages = []
    while address:
        answer = client.get(address).json()
        pages.append([each["title"] for each in answer["items"]])
        address = (answer["meta"]["next"] or "").replace("http://testserver", "")
        address = address[address.find("/api") :] if address else ""
    return pages


def test_events_come_in_pages_and_by_theme_and_area(client, theme, area):
    other = factories.make_theme("loneliness")
    same_time = factories.at_five_in(3)
    for title in ("one", "two"):
        factories.make_occurrence(theme, title=title, starts_at=same_time)
    factories.make_occurrence(other, title="three", area=area, starts_at=factories.at_five_in(4))
    factories.make_occurrence(other, title="past", starts_at=factories.at_five_in(-9))
    assert follow(client, "/api/v2/events/?limit=1") == [["one"], ["two"], ["three"]]
    assert follow(client, f"/api/v2/events/?theme={other.slug}") == [["three"]]
    assert follow(client, f"/api/v2/events/?area={area.slug}&limit=1") == [["three"]]


def test_campaigns_have_their_figures_and_totals_in_the_language_asked_for(client, theme):
    figures = {"type": "figures", "value": [FIGURE]}
    page = factories.make_campaign(
        factories.make_theme_page(theme),
        body=json.dumps([figures, factories.pledge_block("I lock my bicycle.")]),
    )
    page.save_revision().publish()
    offer = PledgeOffer.objects.get()
    for number in range(5):
        factories.give_pledge(offer, f"{number}@example.org", confirms=True)
    (campaign,) = items(client, "/api/v2/campaigns/")
    (figure,) = campaign["figures"]
    assert (figure["value"], figure["baseline"], figure["target"]) == ("83.5", "70", None)
    assert (figure["text"], figure["date"]) == ("83,5\u00a0%", "2026-05")
    (pledge,) = campaign["pledges"]
    assert (pledge["promise"], pledge["total"]) == ("I lock my bicycle.", 5)
    assert campaign["theme"]["slug"] == theme.slug
    assert items(client, f"/api/v2/campaigns/?theme={theme.slug}&limit=1") == [campaign]
    assert items(client, "/api/v2/campaigns/?language=en") == []


def test_campaigns_come_in_pages(client, theme):
    parent = factories.make_theme_page(theme)
    for title in ("one", "two", "three"):
        factories.make_campaign(parent, title)
    assert follow(client, "/api/v2/campaigns/?limit=2") == [["one", "two"], ["three"]]


def test_pages_are_those_of_wagtails_api(client, theme):
    page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(page, "Lock up")
    listed = client.get("/api/v2/pages/?type=campaigns.CampaignPage&fields=summary,theme_slug")
    assert listed.json()["meta"]["total_count"] == 1
    (found,) = listed.json()["items"]
    assert (found["title"], found["theme_slug"]) == ("Lock up", theme.slug)
    detail = client.get(f"/api/v2/pages/{campaign.pk}/").json()
    assert detail["meta"]["parent"]["id"] == page.pk
    assert detail["meta"]["html_url"].endswith(campaign.url)
    assert (detail["summary"], detail["phase"]) == (campaign.summary, "running")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_is_for_all_sites_and_has_a_condition(address, client, as_editor):
    first = client.get(address)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "s-maxage" in first.headers["Cache-Control"]
    assert "Vary" not in first.headers
    assert not first.cookies
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    # The same for everybody, in whatever language they read.
    editors = as_editor.get(address, headers={"Accept-Language": "en"})
    assert editors.content == first.content
    assert editors.headers["ETag"] == first.headers["ETag"]
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_can_only_be_read(address, client):
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(address)
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    preflight = client.options(
        address, headers={"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    )
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Credentials" not in preflight.headers


def test_other_pages_are_for_their_own_site(client, as_alice):
    for address in ("/da/", "/da/forum/", "/api/", "/robots.txt"):
        response = client.get(address)
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    "query",
    [
        "events/?limit=0",
        "events/?limit=101",
        "events/?limit=x",
        "events/?after=x",
        "events/?after=9" + "9" * 17 + "-1",
        "events/?theme=no-such",
        "events/?area=no-such",
        "events/?kind=no-such",
        "events/?language=xx",
        "events/?theme=%00",
        "campaigns/?limit=51",
        "campaigns/?after=x",
        "campaigns/?after=-1",
        "campaigns/?theme=no-such",
        "campaigns/?language=xx",
        "pages/?limit=51",
        "pages/?offset=10001",
        "pages/?offset=-1",
        "pages/?type=no.Such",
        "pages/?child_of=x",
        "pages/?fields=((((",
        "pages/?order=no-such",
        "pages/?locale=%00",
        "pages/?no-such=1",
        "images/?limit=51",
        "documents/?offset=" + "9" * 19,
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_message(query, client):
    response = client.get(f"/api/v2/{query}")
    assert response.status_code == 400
    assert response.json()["message"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_what_is_not_there_is_not_found(client):
    for kind in ("pages", "images", "documents"):
        response = client.get(f"/api/v2/{kind}/987654321/")
        assert response.status_code == 404
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cache-Control"] == "no-store"
    assert client.get("/api/v2/pages/?locale=xx").status_code == 404


def test_many_requests_are_refused(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "open_data": "2/m/ip"}
    answers = [client.get("/api/v2/events/") for _time in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert answers[2].headers["Access-Control-Allow-Origin"] == "*"


def test_the_number_of_queries_does_not_grow(
    client, theme, as_if_committed, django_assert_max_num_queries
):
    parent = factories.make_theme_page(theme)
    for number in range(6):
        factories.make_campaign(parent, str(number))
        factories.make_occurrence(theme, title=str(number))
    for address in ADDRESSES[1:]:
        client.get(address)  # the queries of a warm process
        with django_assert_max_num_queries(12):
            client.get(address)


def test_the_page_cache_keeps_a_list_until_it_changes(
    db, theme, as_if_committed, settings, monkeypatch
):
    settings.PAGE_CACHE_MEGABYTES = 32
    monkeypatch.setattr(connection, "close", lambda: None)
    hub = PageCache(get_wsgi_application(), known_parameters)
    parent = factories.make_theme_page(theme)
    for address in ("/api/v2/events/", "/api/v2/campaigns/", "/api/v2/"):
        get(hub, address)
        assert get(hub, address).headers["cache-status"] == "hub; hit"
    page = get(hub, "/api/v2/campaigns/")
    known = get(hub, "/api/v2/campaigns/", HTTP_IF_NONE_MATCH=page.headers["etag"])
    assert known.status == 304
    assert known.headers["access-control-allow-origin"] == "*"
    factories.make_campaign(parent, "Lock up")
    assert b"Lock up" in get(hub, "/api/v2/campaigns/").body


def test_a_picture_is_described_in_every_language_that_editors_wrote(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    image = pictures.make_image("IMG", pictures.photograph(size=(40, 30)))
    image.description, image.translated_descriptions = "Et torv.", {"en": "A square.", "de": ""}
    image.save()
    factories.make_theme(picture=image)
    [item] = items(client, "/api/v2/images/")
    assert item["description"] == "Et torv."
    assert item["descriptions"] == {"da": "Et torv.", "en": "A square."}
    assert client.get("/api/v2/images/?order=descriptions").status_code == 400
