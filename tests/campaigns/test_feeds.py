"""The Atom feeds of themes and campaigns."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from wagtail.models import PageViewRestriction

from campaigns.models import CampaignPage
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
NEWS = "/da/kampagner/nyt/"


@pytest.fixture
def campaign(theme) -> CampaignPage:
    page = factories.make_campaign(
        factories.make_theme_page(theme),
        "Lys på stien",
        updates=json.dumps(
            [
                factories.update_block("Først", days_ago=9, text="A & <b>b</b>"),
                factories.update_block("Sidst", days_ago=2, is_result=True),
            ]
        ),
    )
    page.save_revision().publish()
    return CampaignPage.objects.get(pk=page.pk)


def address(page: CampaignPage) -> str:
    return f"/da/kampagner/{page.translation_key}/nyt/"


def titles(client, url: str) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)  # noqa: S314
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_a_campaign_has_its_updates_the_newest_first(client, campaign):
    response = client.get(address(campaign))
    entries = list(ElementTree.fromstring(response.content).iter(f"{ATOM}entry"))  # noqa: S314
    assert [each.findtext(f"{ATOM}title") for each in entries] == [
        "Lys på stien: Sidst",
        "Lys på stien: Først",
    ]
    key = campaign.updates[0].id
    assert entries[1].findtext(f"{ATOM}id") == f"urn:uuid:{key}"
    link = entries[1].find(f"{ATOM}link").get("href")
    assert link == f"http://testserver{campaign.url}#update-{key}"
    assert "A &amp; &lt;b&gt;b&lt;/b&gt;" in entries[1].findtext(f"{ATOM}summary")


def test_a_theme_has_its_campaigns_and_their_updates(client, campaign, theme):
    other = factories.make_theme("loneliness")
    page = factories.make_campaign(factories.make_theme_page(other), "Kaffe")
    page.save_revision().publish()
    found = titles(client, f"{NEWS}?theme={theme.slug}")
    assert sorted(found) == ["Lys på stien", "Lys på stien: Først", "Lys på stien: Sidst"]
    assert titles(client, f"{NEWS}?theme={other.slug}") == ["Kaffe"]
    assert len(titles(client, NEWS)) == 4


def test_what_is_not_public_is_in_no_feed(client, campaign, theme):
    private = factories.make_campaign(campaign.get_parent().specific, "Skjult")
    private.save_revision().publish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert "Skjult" not in titles(client, NEWS)
    assert client.get(address(private)).status_code == 404
    campaign.unpublish()
    assert titles(client, NEWS) == []
    assert client.get(address(campaign)).status_code == 404
    assert client.get("/en/campaigns/news/").status_code == 200


def test_unknown_ones_are_not_found_and_nothing_is_posted(client, campaign):
    assert client.get(f"{NEWS}?theme=no-such").status_code == 404
    assert (
        client.get(address(campaign).replace("/da/kampagner", "/en/campaigns")).status_code == 404
    )
    assert client.post(NEWS).status_code == 405


def test_what_is_unchanged_is_not_sent_again(client, campaign):
    for url in (NEWS, address(campaign)):
        first = client.get(url)
        again = client.get(url, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304


def test_pages_link_to_their_feeds(client, campaign):
    page = client.get(campaign.url).content.decode()
    assert f'title="Lys på stien" href="http://testserver{address(campaign)}"' in page
    theme_page = client.get(campaign.get_parent().url).content.decode()
    assert f"http://testserver{NEWS}?theme={campaign.theme.slug}" in theme_page
