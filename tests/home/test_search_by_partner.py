"""Readers find the campaigns and the events of a partner by each of its names."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from campaigns.models import CampaignPage, CampaignPartner
from home.search.filters import SearchFilters
from home.search.results import search
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_committed")]


@pytest.fixture
def partner():
    partner = factories.make_partner("Tårs Boligforening", "housing")
    partner.translated_names = {"en": "Housing Company"}
    partner.save()
    return partner


@pytest.fixture
def campaign(theme, partner) -> CampaignPage:
    page = factories.make_campaign(factories.make_theme_page(theme), "Lys i gården")
    CampaignPartner.objects.create(page=page, partner=partner)
    # Indexed as the worker does it: once its partners are stored.
    page = CampaignPage.objects.get(pk=page.pk)
    page.save()
    return page


@pytest.fixture
def event_page(theme, partner):
    return factories.make_event_page(theme, "Havedag", organiser=partner)


@pytest.fixture
def event_without_page(theme, partner):
    occurrence = factories.make_occurrence(theme, title="Loppemarked", organiser=partner)
    return factories.make_event_text(occurrence.event, url="/da/etsted/")


def titles(query: str, **filters: str) -> set[str]:
    with translation.override("da"):
        found = search(query, AnonymousUser(), SearchFilters(**filters))
    return {hit.title for hit in found.hits}


def partners(query: str) -> dict[str, str]:
    """Return the partner that each result names."""
    with translation.override("da"):
        return {hit.title: hit.partner for hit in search(query, AnonymousUser()).hits}


@pytest.mark.parametrize("query", ["boligforening", "taars", "housing company", "boligf"])
@pytest.mark.usefixtures("campaign", "event_page", "event_without_page")
def test_they_are_found_by_each_name(query):
    assert titles(query) == {"Lys i gården", "Havedag", "Loppemarked"}
    assert titles(query, kind="campaign") == {"Lys i gården"}
    assert titles(query, kind="event") == {"Havedag", "Loppemarked"}
    assert not titles("jordbær")


@pytest.mark.usefixtures("campaign", "event_page", "event_without_page")
def test_a_result_says_by_which_name_it_was_found():
    assert partners("boligforening") == dict.fromkeys(
        ("Lys i gården", "Havedag", "Loppemarked"), "Tårs Boligforening"
    )
    assert set(partners("housing company").values()) == {"Housing Company"}
    assert set(partners("boligf").values()) == {"Tårs Boligforening"}
    assert partners("havedag boligforening") == {"Havedag": "Tårs Boligforening"}


@pytest.mark.usefixtures("event_page")
def test_a_result_names_no_partner_if_its_title_or_summary_says_why(theme, partner):
    factories.make_event_page(theme, "Boligforeningen holder fest", organiser=partner)
    assert partners("boligforening") == {
        "Havedag": "Tårs Boligforening",
        "Boligforeningen holder fest": "",
    }
    assert partners("havedag") == {"Havedag": ""}


@pytest.mark.usefixtures("event_page")
def test_a_name_and_a_word_of_the_title_are_found_together():
    assert titles("havedag boligforening") == {"Havedag"}
    assert not titles("loppemarked boligforening")


def test_the_partner_to_contact_is_found(campaign):
    campaign.contact_partner = factories.make_partner("Natteravnene", "association")
    campaign.save()
    assert titles("natteravnene") == {"Lys i gården"}


@pytest.mark.usefixtures("event_page")
def test_a_town_finds_no_events_elsewhere_because_of_a_name(theme, area):
    """The municipality has the name of its town."""
    factories.make_event_page(theme, "I byen", area=area)
    organiser = factories.make_partner(f"{area.name} Kommune")
    factories.make_event_page(theme, "Et andet sted", organiser=organiser)

    assert titles(area.name) == {"I byen"}
    assert "Et andet sted" in titles(f"{area.name} Kommune")


@pytest.mark.usefixtures("campaign", "event_page", "event_without_page")
def test_a_new_name_is_found_however_it_was_saved(partner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        partner.name, partner.translated_names = "Vagtværnet", {}
        partner.save()

    assert titles("vagtværnet") == {"Lys i gården", "Havedag", "Loppemarked"}
    assert not titles("boligforening")
    assert not titles("housing company")


@pytest.mark.usefixtures("campaign", "event_page", "event_without_page")
def test_a_partner_that_is_gone_is_not_found(partner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        partner.delete()

    assert not titles("boligforening")
    assert titles("lys i gården") == {"Lys i gården"}
