"""Posters of events: with or without a page, until they are over."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from events.scheduling import occurrence_changes
from tests import factories
from tests.core.posters.pdf import read_svg_code

pytestmark = pytest.mark.django_db


def path(event, size: str = "a4", name: str = "poster", language: str = "da") -> str:
    with translation.override(language):
        return reverse(f"events:{name}", args=[event.pk, size])


def facts(response) -> dict[str, tuple[str, ...]]:
    return {fact.label: fact.lines for fact in response.context["poster"].facts}


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, venue="Hallen", organiser=factories.make_partner())


def test_a_button_on_the_page_leads_to_it(client, page, settings):
    assert client.get(page.url).context["poster_url"] == path(page.event)
    response = client.get(path(page.event))
    poster = response.context["poster"]
    assert poster.title == page.title
    assert not poster.banner
    when, where, organiser = facts(response).values()
    assert "17.00" in when[0]
    assert where == ("Hallen",)
    assert organiser == ("Hjørring Kommune",)
    assert read_svg_code(str(poster.qr_svg)) == settings.BASE_URL + page.url
    file = client.get(path(page.event, name="poster_pdf"))
    assert file.content.startswith(b"%PDF-")


def test_a_translation_has_its_own(client, page):
    factories.make_event_translation(page, "Coffee with neighbours")
    poster = client.get(path(page.event, language="en")).context["poster"]
    assert (poster.language, poster.title) == ("en", "Coffee with neighbours")
    assert poster.facts[0].label == "When"


def test_an_event_without_a_page_has_one(client, theme, settings):
    occurrence = factories.make_occurrence(theme, venue="Parken")
    url = "/da/forum/traad/7/"
    factories.make_event_text(occurrence.event, title="Mød naboen", url=url)
    poster = client.get(path(occurrence.event, "a6")).context["poster"]
    assert (poster.title, poster.address) == ("Mød naboen", settings.BASE_URL + url)
    assert client.get(path(occurrence.event, "a6", "poster_pdf")).status_code == 200


def test_an_event_without_words_or_address_has_none(client, theme):
    occurrence = factories.make_occurrence(theme)
    assert client.get(path(occurrence.event)).status_code == 404
    factories.make_event_text(occurrence.event, title="Mød naboen", url="")
    assert client.get(path(occurrence.event)).status_code == 404


def test_a_cancelled_event_says_so_and_why(client, page):
    occurrence_changes.cancel_occurrence(page.event.occurrences.get(), reason="Storm")
    response = client.get(path(page.event))
    assert "Storm" in response.context["poster"].banner
    assert "Aflyst" in response.context["poster"].banner
    assert client.get(path(page.event, name="poster_pdf")).status_code == 200


def test_a_series_names_its_next_dates_and_leaves_out_the_cancelled(client, theme):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=8)
    first, *_rest = page.event.occurrences.order_by("starts_at")
    [when, *_others] = facts(client.get(path(page.event))).values()
    assert 3 <= len(when) <= 5
    occurrence_changes.cancel_occurrence(first, reason="Ferie")
    response = client.get(path(page.event))
    [shorter, *_others] = facts(response).values()
    assert shorter[0] == when[1]
    assert not response.context["poster"].banner


@pytest.mark.parametrize("name", ["poster", "poster_pdf"])
def test_past_and_withdrawn_events_and_drafts_have_none(client, as_editor, theme, page, name):
    address = path(page.event, name=name)
    assert client.get(address).status_code == 200
    occurrence = page.event.occurrences.get()
    start = factories.in_days(-3)
    occurrence_changes.reschedule(
        occurrence, starts_at=start, ends_at=start + datetime.timedelta(hours=1)
    )
    assert client.get(address).status_code == 404
    assert not client.get(page.url).context["poster_url"]
    other = factories.make_event_page(theme, "Gåtur")
    address = path(other.event, name=name)
    other.unpublish()
    for visitor in (client, as_editor):
        assert visitor.get(address).status_code == 404
    unknown = address.replace(f"/{other.event.pk}/" if other.event else "/0/", "/987654321/")
    assert client.get(unknown).status_code == 404


@pytest.mark.parametrize("name", ["poster", "poster_pdf"])
def test_only_reading_is_allowed(client, page, name):
    assert client.post(path(page.event, name=name)).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_dates(client, theme):
    counts = []
    for number in (6, 60):
        page = factories.make_event_page(theme, repeats="weekly", repeat_count=number)
        client.get(path(page.event))
        with CaptureQueriesContext(connection) as queries:
            client.get(path(page.event))
        counts.append(len(queries))
    assert counts[0] == counts[1]
