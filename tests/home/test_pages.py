"""The front page, theme pages, campaign pages and standard pages."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from campaigns.models.pages import CampaignPage
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_front_page_lists_events_threads_and_emergency_numbers(client, theme, alice):
    factories.make_theme_page(theme)
    page = factories.make_event_page(theme, "Lygtetur")
    thread = factories.make_thread(alice, theme, "Hvem går med?")

    html = client.get("/da/").content.decode()

    assert "Lygtetur" in html
    assert page.url in html
    assert thread.get_absolute_url() in html
    assert "tel:112" in html
    assert "tel:114" in html


def test_the_front_page_of_an_empty_site_shows_the_empty_states(client):
    html = client.get("/en/").content.decode()

    assert html.count('<div class="empty') == 2


def test_the_root_redirects_to_the_browsers_language(client):
    assert client.get("/", headers={"accept-language": "en"}).url == "/en/"
    assert client.get("/", headers={"accept-language": "fr"}).url == "/da/"


def test_an_unknown_language_is_not_found(client):
    assert client.get("/xx/", follow=True).status_code == 404


def test_a_theme_page_lists_only_its_own_campaigns_events_and_threads(client, theme, alice):
    other = factories.make_theme("loneliness")
    page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(page, "Sænk farten")
    factories.make_campaign(factories.make_theme_page(other), "Kaffe på bænken")
    factories.make_event_page(theme, "Cykeldag")
    factories.make_event_page(other, "Strikkecafé")
    factories.make_thread(alice, theme, "Glatte stier")
    factories.make_thread(alice, other, "Hvem vil spise sammen?")

    html = client.get(page.url).content.decode()

    assert campaign.url in html
    assert "Cykeldag" in html
    assert "Glatte stier" in html
    for foreign in ("Kaffe på bænken", "Strikkecafé", "Hvem vil spise sammen?"):
        assert foreign not in html


def test_a_theme_page_lists_the_campaigns_that_run_first(theme):
    page = factories.make_theme_page(theme)
    factories.make_campaigns_of_each_phase(page)

    assert [campaign.title for campaign in page.campaigns()] == ["running", "coming", "over"]


def test_a_campaign_takes_its_theme_from_its_parent(theme):
    other = factories.make_theme("loneliness")
    campaign = factories.make_campaign(factories.make_theme_page(theme))
    assert campaign.theme == theme

    campaign.move(factories.make_theme_page(other), pos="last-child")

    assert CampaignPage.objects.get(pk=campaign.pk).theme == other


def test_a_campaign_page_has_its_partners_and_tags(client, theme):
    campaign = factories.make_campaign(factories.make_theme_page(theme))
    campaign.campaign_partners.create(partner=factories.make_partner("Lokalpolitiet", "police"))
    campaign.tags.add("refleks")
    campaign.save()

    html = client.get(campaign.url).content.decode()

    assert "Lokalpolitiet" in html
    assert "refleks" in html


def test_a_draft_campaign_is_not_found_or_listed(client, theme):
    page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(page, live=False)

    assert client.get(campaign.url).status_code == 404
    assert campaign.title not in client.get(page.url).content.decode()


def test_an_example_has_a_mark(client):
    page = factories.make_standard_page("An example", "en", is_example=True)

    assert 'class="example"' in client.get(page.url).content.decode()


@pytest.mark.parametrize("path", ["/da/findes-ikke/", "/en/kalender/nej/", "/da/forum/999999/"])
def test_an_unknown_url_gets_the_404_page_with_emergency_numbers(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert b"tel:112" in response.content


def test_pages_do_not_allow_post(client):
    assert Client().post("/da/").status_code == 405


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("path", ["", "themes"])
def test_a_theme_without_a_page_leads_to_its_threads(client, theme, language, path):
    url = f"/{language}/forum/?theme={theme.slug}"
    with translation.override(language):
        list_path = reverse("home:themes") if path else f"/{language}/"

    html = client.get(list_path).content.decode()

    assert f'<a class="reach" href="{url}"' in html
    assert client.get(url).status_code == 200


def test_a_theme_leads_to_its_page_once_it_has_one(client, theme, as_if_committed):
    assert "/da/forum/?theme=" in client.get("/da/").content.decode()

    page = factories.make_theme_page(theme)

    html = client.get("/da/").content.decode()
    assert f'<a class="reach" href="{page.url}"' in html
    assert f"/da/forum/?theme={theme.slug}" not in html
