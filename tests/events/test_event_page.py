"""The page of one event."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from events.models import Occurrence
from events.pages.event_page import EventPage
from events.scheduling import occurrence_changes
from tests import factories
from tests.events.conftest import graph, local
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def make_page(theme, **fields):
    """An event page in English, so that tests read English words."""
    return factories.make_event_page(theme, language="en", **fields)


def get(page, client=None):
    return (client or Client()).get(page.url)


def main_of(response):
    return markup_of(response).partition("<main")[2].partition("</main>")[0]


def sign_up_link(occurrence):
    with translation.override("en"):
        return f'href="{reverse("events:sign_up", args=[occurrence.pk])}"'


def calendar_file_link(occurrence):
    with translation.override("en"):
        return f'<a class="link-button" href="{reverse("events:ics", args=[occurrence.pk])}"'


def state_on(response):
    """The availability of the occurrence at the top of the page."""
    return response.context["next_entry"].occurrence.state


@time_machine.travel(local(2026, 12, 1))
def test_the_page_shows_title_time_venue_and_organiser(theme, area):
    organiser = factories.make_partner()
    page = make_page(
        theme,
        title="Neighbours’ café",
        summary="Come as you are.",
        starts_at=local(2027, 6, 5, 19, 5),
        ends_at=local(2027, 6, 5, 21),
        venue="The harbour",
        address="Kaj 1, 9850 Hirtshals",
        area=area,
        organiser=organiser,
        capacity=10,
        is_example=True,
        body=[("text", "<p>Bring a <b>cake</b>.</p>")],
    )
    response = get(page)
    assert response.status_code == 200
    main = main_of(response)
    for words in (
        "Neighbours’ café",
        "Come as you are.",
        "Saturday 5 June 2027, 19:05",
        "21:00",
        "The harbour",
        "Kaj 1, 9850 Hirtshals",
        "Hjørring Kommune",
        "10 places left",
        "Bring a <b>cake</b>.",
        "Traffic safety (en)",
        "Example",
        "Add to calendar",
        sign_up_link(page.event.occurrences.get()),
    ):
        assert words in main
    assert "<form" not in main


def test_anonymous_readers_get_the_same_bytes_without_cookies(theme):
    page = make_page(theme, capacity=3)
    first, second = get(page), get(page)
    assert first.content == second.content
    assert not first.cookies
    assert "public" in first["Cache-Control"]
    assert "csrfmiddlewaretoken" not in first.content.decode()
    again = Client().get(page.url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_a_full_event_links_to_the_waiting_list(theme, sign_up):
    page = make_page(theme, capacity=2)
    occurrence = page.event.occurrences.get()
    free = get(page)
    sign_up(occurrence)
    full = get(page)
    assert (state_on(free), state_on(full)) == ("free", "waiting_list")
    for response, css_class in ((free, "button"), (full, "button button--quiet")):
        assert f'<a class="{css_class}" {sign_up_link(occurrence)}' in main_of(response)


def test_a_cancelled_event_shows_the_reason(theme):
    page = make_page(theme, status="cancelled", status_reason="A storm in June")
    response = get(page)
    assert state_on(response) == "cancelled"
    assert main_of(response).count('class="notice notice--error"') == 1
    assert page.status_reason in main_of(response)
    assert sign_up_link(page.event.occurrences.get()) not in main_of(response)
    assert graph(response)[0]["eventStatus"] == "https://schema.org/EventCancelled"


def test_the_reason_is_in_the_language_of_the_reader(theme, client):
    danish = factories.make_event_page(theme, status="cancelled", status_reason="Storm i juni")
    english = factories.make_event_translation(
        danish, "Café", status="cancelled", status_reason="A storm in June"
    )
    occurrence = danish.event.occurrences.get()
    for address in (english.url, f"/en/events/{occurrence.pk}/sign-up/"):
        words = client.get(address).content.decode()
        assert "A storm in June" in words
        assert "Storm i juni" not in words


def test_a_past_event_has_no_sign_up(theme):
    page = make_page(theme)
    with time_machine.travel(factories.in_days(9)):
        response = get(page)
        assert state_on(response) == "over"
    assert response.context["is_over"]
    [occurrence] = page.event.occurrences.all()
    assert sign_up_link(occurrence) not in main_of(response)
    assert calendar_file_link(occurrence) not in main_of(response)


def test_an_event_under_way_has_no_sign_up(theme):
    page = make_page(theme, starts_at=factories.in_days(-0.1), ends_at=factories.in_days(0.1))
    response = get(page)
    assert state_on(response) == "under_way"
    assert sign_up_link(page.event.occurrences.get()) not in main_of(response)


def test_the_page_does_not_show_the_online_address(theme):
    page = make_page(theme, is_online=True, online_url="https://meet.example.org/secret")
    response = get(page)
    assert main_of(response).count('#online"') == 1
    assert "secret" not in response.content.decode()
    assert graph(response)[0]["location"]["@type"] == "VirtualLocation"
    assert graph(response)[0]["eventAttendanceMode"].endswith("/OnlineEventAttendanceMode")


def test_each_upcoming_occurrence_has_a_sign_up_link(theme):
    page = make_page(theme, repeats="weekly", repeat_count=4)
    first, second, third, last = page.event.occurrences.all()
    occurrence_changes.cancel_occurrence(second, reason="Holiday")
    with time_machine.travel(first.ends_at + datetime.timedelta(hours=1)):
        response = get(page)
    main = main_of(response)
    links = [sign_up_link(each) in main for each in (first, second, third, last)]
    assert links == [False, False, True, True]
    assert "Holiday" in main
    assert 'class="notice' not in main
    assert response.context["next_entry"].occurrence == third


def test_the_recurrence_of_a_series_is_shown(theme):
    series = make_page(theme, repeats="weekly", repeat_count=3)
    with translation.override("en"):
        words = series.recurrence_in_words
    assert words.startswith("Every ")
    assert words.endswith("(3 times)")
    response = get(series)
    assert response.context["rhythm"] == words
    assert f"<dd>{words}</dd>" in main_of(response)
    single = get(make_page(theme))
    assert not single.context["rhythm"]
    assert '#repeat"' in main_of(response)
    assert '#repeat"' not in main_of(single)


def test_a_draft_can_be_previewed(theme, editor, as_editor):
    page = factories.make_event_page(theme, publish=False, repeats="weekly", repeat_count=3)
    page.save_revision()
    response = as_editor.get(f"/admin/pages/{page.pk}/view_draft/")
    assert response.status_code == 200
    assert len(response.context["entries"]) == 3
    assert response.context["rhythm"]
    assert "/sign-up/" not in main_of(response)
    assert not Occurrence.objects.exists()


def test_a_preview_shows_the_draft(theme, as_editor):
    page = factories.make_event_page(theme, venue="Havnen")
    page.venue = "Kirken"
    page.starts_at, page.ends_at = local(2031, 1, 1, 10), local(2031, 1, 1, 11)
    page.save_revision()
    response = as_editor.get(f"/admin/pages/{page.pk}/view_draft/")
    assert "Kirken" in main_of(response)
    assert "2031" in main_of(response)
    assert page.event.venue == "Havnen"


def test_a_question_that_was_never_saved_can_be_previewed(theme):
    page = factories.make_event_page(theme, publish=False)
    page.questions = [("text", {"question": "?", "help_text": "", "is_required": False})]
    assert page.questions[0].id is None
    assert page.make_preview_request().status_code == 200


def test_an_empty_new_page_can_be_previewed(theme, rf: RequestFactory):
    page = EventPage(title="New", slug="new", theme=theme, locale=Locale.get_default())
    factories.calendar_page().add_child(instance=_with_times(page))
    page.starts_at = page.ends_at = None
    response = page.make_preview_request()
    assert response.status_code == 200


def _with_times(page):
    page.starts_at, page.ends_at, page.live = factories.in_days(1), factories.in_days(1.1), False
    return page


def test_the_translation_of_a_hidden_event_offers_no_sign_up(theme):
    danish = factories.make_event_page(theme)
    english = factories.make_event_translation(danish, "Café")
    link = sign_up_link(danish.event.occurrences.get())
    assert link in main_of(get(english))
    danish.unpublish()
    # It is taken down with the page that it translates.
    assert get(english).status_code == 404


# --- JSON-LD ------------------------------------------------------------------------------


def test_the_number_of_queries_is_fixed(theme, as_if_committed):
    page = make_page(theme, capacity=10)
    event = page.event

    def add(count):
        start = Occurrence.objects.order_by("-starts_at").first().starts_at
        Occurrence.objects.bulk_create(
            Occurrence(
                event=event,
                recurrence_id=start + datetime.timedelta(hours=number),
                starts_at=start + datetime.timedelta(hours=number),
                ends_at=start + datetime.timedelta(hours=number + 1),
            )
            for number in range(1, count + 1)
        )

    add(9)
    get(page)
    with CaptureQueriesContext(connection) as few:
        get(page)
    add(990)
    get(page)
    with CaptureQueriesContext(connection) as many:
        response = get(page)
    assert len(many) == len(few) <= 20
    assert len(response.context["entries"]) == 60
