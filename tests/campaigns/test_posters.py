"""Posters of campaigns: for those that run or come, in the language of the page."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models.pages import CampaignPartner
from core.posters import views
from core.typesetting.typesetter import BusyError
from tests import factories
from tests.core.posters.pdf import read_svg_code

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def campaign(theme):
    page = factories.make_campaign(
        factories.make_theme_page(theme), "Lås døren", ends_on=timezone.localdate() + DAY
    )
    page.campaign_partners.add(CampaignPartner(partner=factories.make_partner()))
    page.save()
    return page


def path(page, size: str = "a4", name: str = "poster", language: str = "da") -> str:
    with translation.override(language):
        return reverse(f"campaign_posters:{name}", args=[page.pk, size])


def qr_of(response) -> str:
    markup = response.content.decode()
    start = markup.index("<svg", markup.index("poster__way"))
    return markup[start : markup.index("</svg>", start)]


def test_a_button_on_the_page_leads_to_it(client, campaign, settings):
    assert path(campaign) in client.get(campaign.url).content.decode()
    response = client.get(path(campaign))
    assert response.status_code == 200
    text = response.content.decode()
    for words in ("Lås døren", "En kampagne.", "Hjørring Kommune", "tone-brick"):
        assert words in text
    assert read_svg_code(qr_of(response)) == settings.BASE_URL + campaign.url
    assert "noindex" in text


@pytest.mark.parametrize(("size", "copies"), [("a4", 1), ("a6", 4)])
def test_both_sizes_are_pages_and_files(client, campaign, size, copies):
    page = client.get(path(campaign, size))
    assert page.content.decode().count("<article") == copies
    file = client.get(page.context["pdf_url"])
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")
    assert f"laas-doeren-{size}.pdf" in file.headers["Content-Disposition"]
    assert not file.cookies


@pytest.mark.parametrize("name", ["poster", "poster_pdf"])
def test_drafts_and_campaigns_that_are_over_have_none(client, as_editor, campaign, name):
    address = path(campaign, name=name)
    assert client.get(address).status_code == 200
    campaign.ends_on = timezone.localdate() - DAY
    campaign.save()
    assert client.get(address).status_code == 404
    assert address not in client.get(campaign.url).content.decode()
    assert not campaign.poster_url
    campaign.ends_on = None
    campaign.save()
    campaign.unpublish()
    for visitor in (client, as_editor):
        assert visitor.get(address).status_code == 404


@pytest.mark.parametrize("name", ["poster", "poster_pdf"])
def test_other_sizes_and_campaigns_are_unknown(client, campaign, name):
    assert client.get(path(campaign, "a3", name)).status_code == 404
    address = path(campaign, name=name).replace(str(campaign.pk), "987654321")
    assert client.get(address).status_code == 404
    assert client.post(path(campaign, name=name)).status_code == 405


def test_the_poster_is_in_the_readers_language_if_there_is_a_page(client, theme, campaign):
    english = path(campaign, language="en")
    assert client.get(english).context["poster"].language == "da"
    translated = factories.make_campaign(factories.make_theme_page(theme, "en"), "Lock your door")
    translated.translation_key = campaign.translation_key
    translated.save()
    poster = client.get(english).context["poster"]
    assert (poster.language, poster.title) == ("en", "Lock your door")
    assert client.get(path(campaign)).context["poster"].title == "Lås døren"


def test_while_many_are_made_the_next_is_told_when_to_come_back(client, campaign, monkeypatch):
    def busy(*_args):
        raise BusyError

    monkeypatch.setattr(views.Poster, "pdf", busy)
    response = client.get(path(campaign, name="poster_pdf"))
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


def test_the_page_of_a_campaign_can_be_shared_without_a_script(client, campaign, settings):
    markup = client.get(campaign.url).content.decode()
    url = settings.BASE_URL + campaign.url
    assert f'value="{url}" readonly' in markup
    assert "mailto:?subject=L%C3%A5s%20d%C3%B8ren&amp;body=http" in markup
    assert "onclick" not in markup
