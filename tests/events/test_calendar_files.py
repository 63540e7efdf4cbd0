"""The iCalendar file of one occurrence: `/…/events/<id>/event.ics`. (RFC 5545)"""

import datetime

import icalendar
import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from events.feeds import vcalendar
from events.feeds.entries import feed_entry
from events.feeds.vevent import as_vevent
from events.models import Event, Occurrence
from events.scheduling import occurrence_changes
from tests import factories
from tests.events.conftest import local

pytestmark = pytest.mark.django_db


def url(occurrence, language="en"):
    with translation.override(language):
        return reverse("events:ics", args=[occurrence.pk])


def vevent(response_or_bytes):
    data = getattr(response_or_bytes, "content", response_or_bytes)
    [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return event


@pytest.fixture
def page(theme, area):
    return factories.make_event_page(
        theme,
        title="Nabocafé på Østerå, æblekage; kaffe\\te, og en lang, lang overskrift på dansk åh ja",
        summary="Kom, som du er.",
        starts_at=local(2027, 6, 5, 19, 5),
        ends_at=local(2027, 6, 5, 21, 0),
        venue="Havnen",
        address="Kaj 1, 2. tv., 9850 Hirtshals",
        area=area,
        is_online=True,
        online_url="https://meet.example.org/secret",
    )


@pytest.fixture
def occurrence(page):
    return page.event.occurrences.get()


def test_the_file_has_the_properties_of_the_occurrence(client, page, occurrence):
    response = client.get(url(occurrence))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == (
        'attachment; filename="nabocafe-paa-oesteraa-aeblekage-kaffete-og-en-lang-lang'
        '-2027-06-05.ics"'
    )
    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"] == vcalendar.PRODUCT
    event = vevent(response)
    assert event["summary"] == page.title
    # The page is in Danish.
    assert event["summary"].params["LANGUAGE"] == "da"
    assert event["description"].params["LANGUAGE"] == "en"
    assert event["dtstart"].params["TZID"] == "Europe/Copenhagen"
    assert event.decoded("dtstart") == local(2027, 6, 5, 19, 5)
    assert event.decoded("dtend") == local(2027, 6, 5, 21, 0)
    assert event["status"] == "CONFIRMED"
    assert event["sequence"] == 0
    assert event["location"] == "Online, Havnen, Kaj 1, 2. tv., 9850 Hirtshals"
    assert event["url"] == "http://testserver" + page.url
    assert "Kom, som du er." in event["description"]
    assert event["uid"] == f"{page.translation_key}-{occurrence.pk}@testserver"
    assert event.decoded("dtstamp") == event.decoded("last-modified")
    assert "secret" not in response.content.decode()


def test_the_file_has_one_valid_time_zone(client, occurrence):
    data = client.get(url(occurrence)).content
    [zone] = icalendar.Calendar.from_ical(data).walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Copenhagen"
    assert b"COMMENT" not in data
    assert data.count(b"BEGIN:STANDARD") == data.count(b"BEGIN:DAYLIGHT") == 1


@pytest.mark.parametrize(
    "moment",
    [local(2026, 7, 1, 12), local(2026, 12, 1, 12), local(2026, 10, 25, 19), local(2045, 7, 1, 12)],
)
def test_the_time_zone_agrees_with_zoneinfo(moment):
    zone = vcalendar._time_zone().to_tz()
    assert moment.replace(tzinfo=zone).utcoffset() == moment.utcoffset()


def test_lines_are_folded_and_end_with_crlf(client, occurrence):
    data = client.get(url(occurrence)).content
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert data.endswith(b"END:VCALENDAR\r\n")
    # At most 75 octets each, and no letter cut in two. (§ 3.1)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert b"\r\n " in data
    assert rb"\;" in data
    assert rb"\," in data
    assert b"\\\\" in data


def test_texts_are_in_the_language_of_the_url(client, occurrence):
    danish, english = (client.get(url(occurrence, code)).content for code in ("da", "en"))
    assert b"LANGUAGE=da" in danish
    assert b"LANGUAGE=en" in english
    assert vevent(danish)["uid"] == vevent(english)["uid"]


def test_a_change_raises_the_sequence_and_keeps_the_uid(client, occurrence):
    before = vevent(client.get(url(occurrence)))
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)):
        occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    after = vevent(client.get(url(occurrence)))
    assert after["uid"] == before["uid"]
    assert after["status"] == "CANCELLED"
    assert "Storm" in after["description"]
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("last-modified") > before.decoded("last-modified")


@time_machine.travel(local(2026, 12, 1))
def test_an_unchanged_file_gets_304(client, occurrence):
    first = client.get(url(occurrence))
    assert first["ETag"]
    again = client.get(url(occurrence), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    # Taking a seat does not change the entry.
    factories.sign_up(
        occurrence=occurrence,
        name="Karen",
        email="karen@example.org",
        party_size=1,
        language="da",
    )
    assert client.get(url(occurrence)).content == first.content


def test_the_file_is_public_and_sets_no_cookie(client, as_alice, occurrence):
    response = client.get(url(occurrence))
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert as_alice.get(url(occurrence)).content == response.content


def test_an_event_without_page_and_venue_has_a_file(client, theme):
    occurrence = factories.make_occurrence(theme, title="\U0001f332\u202eabc")
    response = client.get(url(occurrence))
    assert vevent(response)["summary"] == "\U0001f332\u202eabc"
    assert "location" not in vevent(response)
    assert response["Content-Disposition"].isascii()


def test_an_unpublished_event_has_no_file(client, theme):
    assert client.get(url(factories.make_occurrence(theme, is_published=False))).status_code == 404
    assert client.get("/en/events/999999/event.ics").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_other_methods_are_refused(client, occurrence, method):
    assert getattr(client, method)(url(occurrence)).status_code == 405


_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120)


@settings(max_examples=60, deadline=None)
@given(title=_words, venue=_words, days=st.integers(0, 3650), minutes=st.integers(1, 50_000))
def test_any_text_survives_a_round_trip(title, venue, days, minutes):
    start = local(2026, 1, 1, 2, 30).astimezone(datetime.UTC) + datetime.timedelta(days=days)
    occurrence = Occurrence(
        pk=1,
        event=Event(title=title, venue=venue),
        starts_at=start,
        ends_at=start + datetime.timedelta(minutes=minutes),
    )
    data = vcalendar.write([as_vevent(feed_entry(occurrence, None))])
    event = vevent(data)
    assert str(event["summary"]) == title
    # Forms strip spaces, and libical refuses a location of spaces only.
    assert str(event.get("location", "")) == venue.strip()
    assert event.decoded("dtstart") == occurrence.starts_at
    assert event.decoded("dtend") == occurrence.ends_at
    assert event.decoded("dtend") > event.decoded("dtstart")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
