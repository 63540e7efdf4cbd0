"""The feeds of the calendar: `/…/events/calendar.ics`, `.atom` and `.json`."""

import datetime
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import icalendar
import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from events.feeds import selection
from events.models import Event, Occurrence
from events.models.details import EventStatus
from events.scheduling import occurrence_changes
from tests import factories
from tests.events.calendar_programs import faults, seen_by_ical, seen_by_icalendar
from tests.events.conftest import local

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ("ics", "atom", "json")


def url(form="ics", language="en"):
    with translation.override(language):
        return reverse(f"events:calendar_{form}")


def get(client, form="ics", language="en", headers=None, **query):
    return client.get(url(form, language), query, headers=headers)


def vevents(response):
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def titles(response):
    return [str(event["summary"]) for event in vevents(response)]


def make(theme, title, **fields):
    """Make an occurrence without a page; fields of its event are set on the event."""
    of_event = {
        name: fields.pop(name)
        for name in list(fields)
        if name in {field.name for field in Event._meta.fields} and name not in {"area", "capacity"}
    }
    occurrence = factories.make_occurrence(theme, title=title, **fields)
    if of_event:
        Event.objects.filter(pk=occurrence.event_id).update(**of_event)
    return Occurrence.objects.get(pk=occurrence.pk)


# --- Content -------------------------------------------------------------------------------


def test_the_icalendar_feed_has_metadata_and_entries(client, theme, libical):
    page = factories.make_event_page(
        theme,
        title="Nabocafé",
        language="en",
        summary="Come as you are.",
        starts_at=factories.in_days(3),
        venue="Havnen",
        latitude="57.464200",
        longitude="9.982300",
        kind="social",
        capacity=10,
    )
    page.tags.add("Coffee")
    page.save_revision().publish()
    response = get(client)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert faults(response.content) == []
    assert libical.complaints(response.content) == []
    calendar = icalendar.Calendar.from_ical(response.content)
    text = response.content.decode()
    assert str(calendar["name"]) == str(calendar["x-wr-calname"]) == "Det Gode Naboskab"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "X-PUBLISHED-TTL:PT1H\r\n" in text
    assert "SOURCE;VALUE=URI:http://testserver/en/events/calendar.ics\r\n" in text
    assert str(calendar["url"]) == "http://testserver/en/calendar/"
    [event] = vevents(response)
    assert event["color"] == "sienna"
    assert [str(one) for one in event["categories"].cats] == [
        "Traffic safety (en)",
        "Get-together",
        "Coffee",
    ]
    assert "GEO:57.464200;9.982300\r\n" in text
    assert str(event["url"]) == "http://testserver" + page.url
    assert page.url in event["description"]
    assert "method" not in calendar


@pytest.mark.parametrize("kind", FORMATS)
def test_feeds_are_public_and_the_same_for_everybody(client, as_alice, theme, kind):
    factories.make_occurrence(theme)
    response = get(client, kind)
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert not response.cookies
    assert as_alice.get(url(kind)).content == response.content
    assert client.post(url(kind)).status_code == 405
    assert not client.head(url(kind)).content


def test_feeds_leave_out_unpublished_events(client, theme):
    make(theme, "Secret", is_published=False)
    event = make(theme, "Online", is_online=True, online_url="https://meet.example.org/secret")
    for kind in FORMATS:
        content = get(client, kind).content.decode()
        assert "Secret" not in content
        assert "meet.example.org" not in content
        assert event.event.title in content


def test_feeds_cover_a_limited_time_span(client, theme):
    for title, days in [
        ("Long ago", -62),
        ("Lately", -58),
        ("Soon", 1),
        ("Next year", 399),
        ("Far away", 402),
    ]:
        factories.make_occurrence(theme, title=title, starts_at=factories.in_days(days))
    assert titles(get(client)) == ["Lately", "Soon", "Next year"]
    # News feeds leave out past events.
    feed = json.loads(get(client, "json").content)
    assert [item["title"] for item in feed["items"]] == ["Soon", "Next year"]


def test_feeds_have_a_maximum_length(client, theme, monkeypatch):
    monkeypatch.setattr(selection, "MAX_BACK", 2)
    monkeypatch.setattr(selection, "MAX_AHEAD", 3)
    for days in (-3, -2, -1, 1, 2, 3, 4):
        factories.make_occurrence(theme, title=f"{days}", starts_at=factories.in_days(days))
    # Those nearest to today.
    assert titles(get(client)) == ["-2", "-1", "1", "2", "3"]


def test_entries_describe_the_status(client, theme):
    reasons = {}
    for status in EventStatus:
        occurrence = factories.make_occurrence(theme, title="Walk", venue="The harbour")
        occurrence_changes.set_status(occurrence, status, reason="Storm")
        reasons[status] = occurrence.pk
    found = {
        str(event["uid"]).partition("@")[0].split("-")[-1]: event for event in vevents(get(client))
    }

    def event(status):
        return found[str(reasons[status])]

    assert event(EventStatus.SCHEDULED)["summary"] == "Walk"
    assert event(EventStatus.CANCELLED)["summary"] == "Cancelled: Walk"
    assert event(EventStatus.CANCELLED)["status"] == "CANCELLED"
    assert "Cancelled: Storm" in event(EventStatus.CANCELLED)["description"]
    assert event(EventStatus.POSTPONED)["summary"] == "Postponed: Walk"
    assert event(EventStatus.POSTPONED)["status"] == "TENTATIVE"
    assert event(EventStatus.MOVED_ONLINE)["summary"] == "Moved online: Walk"
    assert event(EventStatus.MOVED_ONLINE)["status"] == "CONFIRMED"
    assert event(EventStatus.MOVED_ONLINE)["location"] == "Online"


@time_machine.travel(local(2026, 12, 1))
@pytest.mark.parametrize(
    ("fields", "of_event", "words"),
    [
        ({"capacity": 2}, {}, "There are places left."),
        ({"capacity": 2, "taken": 2}, {}, "Fully booked – there is a waiting list."),
        ({"capacity": None}, {"has_signup": False}, "No need to sign up – just come along."),
        ({"closes_at": local(2026, 1, 1)}, {}, "Sign-up is closed."),
        ({"opens_at": local(2030, 6, 1, 12)}, {}, "Sign-up opens Saturday 1 June 2030 at 12:00."),
    ],
)
def test_entries_describe_the_seats(client, theme, fields, of_event, words):
    make(theme, "Walk", **fields, **of_event)
    [event] = vevents(get(client))
    assert words in event["description"]


@time_machine.travel(local(2026, 12, 1))
def test_all_day_and_open_end_have_their_own_properties(client, theme, libical):
    make(
        theme,
        "Days",
        starts_at=local(2027, 3, 27),
        ends_at=local(2027, 3, 29),
        is_all_day=True,
    )
    make(theme, "Open", starts_at=local(2027, 4, 1, 19), has_open_end=True)
    response = get(client)
    assert faults(response.content) == libical.complaints(response.content) == []
    text = response.content.decode()
    assert "DTSTART;VALUE=DATE:20270327\r\n" in text
    # The day after the last, also where one of the days has 23 hours.
    assert "DTEND;VALUE=DATE:20270329\r\n" in text
    days, still_open = vevents(response)
    assert days.decoded("dtend") == datetime.date(2027, 3, 29)
    assert "dtend" not in still_open
    assert "The end time has not been set yet." in still_open["description"]


def test_all_formats_have_the_same_entries(client, theme):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=3)
    danish, english = get(client, language="da"), get(client, language="en")
    assert [one.uid for one in seen_by_icalendar(danish.content)] == [
        one.uid for one in seen_by_ical(english.content)
    ]
    feed = json.loads(get(client, "json").content)
    assert [item["id"] for item in feed["items"]] == [
        one.uid for one in seen_by_icalendar(danish.content)
    ]
    # A series is one entry in the Atom feed.
    root = ET.fromstring(get(client, "atom").content)  # noqa: S314 – our own
    [entry] = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{page.event.translation_key}"


# --- Filters -------------------------------------------------------------------------------


def test_feeds_accept_each_filter_and_all_together(client, theme, area):
    other = factories.make_theme("open-spaces")
    make(theme, "Theme")
    make(other, "Area", area=area)
    make(other, "Kind", kind="talk")
    make(other, "Full", capacity=1, taken=1)
    make(other, "Online", is_online=True, capacity=1, taken=1)
    tagged = factories.make_event_page(
        other, title="Tagged", publish=False, starts_at=factories.in_days(8), capacity=1
    )
    tagged.tags.add("kaffe")
    tagged.save_revision().publish()
    tagged.event.occurrences.update(taken=1)

    def found(**query):
        answers = {kind: get(client, kind, **query) for kind in FORMATS}
        items = json.loads(answers["json"].content)["items"]
        entries = ET.fromstring(answers["atom"].content).findall(f"{ATOM}entry")  # noqa: S314
        names = titles(answers["ics"])
        assert [item["title"] for item in items] == names
        assert {entry.findtext(f"{ATOM}title") for entry in entries} == set(names)
        return set(names)

    assert found() == {"Theme", "Area", "Kind", "Full", "Online", "Tagged"}
    assert found(theme=theme.slug) == {"Theme"}
    assert found(area=area.slug) == {"Area"}
    assert found(kind="talk") == {"Kind"}
    assert found(tag="kaffe") == {"Tagged"}
    assert found(free="1") == {"Theme", "Area", "Kind"}
    assert found(online="1") == {"Online"}
    assert found(theme="open-spaces", free="1", kind="talk") == {"Kind"}
    assert found(theme="open-spaces", online="1", free="1") == set()


def test_the_title_names_the_filters(client, theme, area):
    response = get(client, theme=theme.slug, area=area.slug, free="1", utm_source="x")
    calendar = icalendar.Calendar.from_ical(response.content)
    name = "Det Gode Naboskab: Traffic safety (en), Hirtshals, with places left"
    # icalendar does not know that the name is text.
    assert calendar["name"] == calendar["x-wr-calname"] == name.replace(",", "\\,")
    query = f"?theme={theme.slug}&area={area.slug}&free=1"
    assert str(calendar["source"]) == "http://testserver/en/events/calendar.ics" + query
    assert str(calendar["url"]) == "http://testserver/en/calendar/" + query
    assert calendar["color"] == "sienna"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "query",
    [
        {"theme": "nothing"},
        {"area": "nowhere"},
        {"kind": "party"},
        {"tag": "\x00"},
        {"tag": "x" * 5000},
        {"free": "yes"},
        {"online": "-1"},
        {"theme": "a\r\nX: y"},
    ],
)
def test_an_unknown_filter_is_not_found(client, theme, kind, query):
    assert get(client, kind, **query).status_code == 404


def test_an_empty_feed_is_valid(client, theme, libical):
    response = get(client, theme=theme.slug)
    assert faults(response.content) == libical.complaints(response.content) == []
    assert seen_by_ical(response.content) == []
    assert json.loads(get(client, "json").content)["items"] == []
    assert get(client, "atom").content == get(client, "atom").content


# --- JSON ----------------------------------------------------------------------------------


def test_the_json_feed_names_no_venue_for_what_was_moved_online(client, theme):
    occurrence = factories.make_occurrence(theme, venue="The harbour")
    occurrence_changes.set_status(occurrence, EventStatus.MOVED_ONLINE, reason="Storm")

    response = get(client, "json")

    assert len(json.loads(response.content)["items"]) == 1
    assert "The harbour" not in response.content.decode()


def test_the_json_fields_are_documented(client, theme, area):
    factories.make_event_page(
        theme,
        area=area,
        organiser=factories.make_partner(),
        capacity=10,
        latitude="57.464200",
        longitude="9.982300",
        step_free="yes",
        parking="no",
        venue="Havnen",
    )
    feed = json.loads(get(client, "json").content)
    [item] = feed["items"]
    documented = (Path(__file__).parents[2] / "docs/feeds.md").read_text()
    tables = [
        re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        for part in re.split(r"^\| field \|.*$", documented, flags=re.MULTILINE)[1:]
    ]
    assert tables == [list(item), list(item["_event"]), list(item["_event"]["signup"])]
    assert set(feed) == {
        *("version", "title", "description", "home_page_url", "feed_url", "language", "items")
    }
    facts = item["_event"]
    assert facts["accessibility"] == {"step_free": True, "parking": False}
    assert facts["position"] == {"latitude": 57.4642, "longitude": 9.9823}
    assert facts["area"] == {"slug": area.slug, "name": area.name}
    assert (facts["signup"]["seats"], facts["signup"]["seats_left"]) == (10, 10)
    assert client.get(facts["ics"]).status_code == 200
    assert get(client, "json")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("form", FORMATS)
def test_no_text_breaks_a_feed(client, theme, form):
    make(theme, "<b>&amp;</b> ]]> \x07\x0b\u2028\ufffe \U0001f332\u202e", venue="<script>")
    response = get(client, form)
    assert response.status_code == 200
    if form == "atom":
        [entry] = ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314
        assert entry.findtext(f"{ATOM}title").startswith("<b>&amp;</b> ]]>")
        assert "&lt;script&gt;" in entry.findtext(f"{ATOM}summary")


def test_the_file_of_a_series_has_all_occurrences(client, theme, libical):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=3)
    with translation.override("en"):
        path = reverse("events:series_ics", args=[page.event.pk])
    response = client.get(path)
    assert response["Content-Disposition"] == 'attachment; filename="nabocafe.ics"'
    assert faults(response.content) == libical.complaints(response.content) == []
    singles = [
        client.get(reverse("events:ics", args=[occurrence.pk]))
        for occurrence in page.event.occurrences.all()
    ]
    assert [one.uid for one in seen_by_icalendar(response.content)] == [
        one.uid for single in singles for one in seen_by_icalendar(single.content)
    ]
    # Calendar programs can also subscribe to it.
    text = response.content.decode().replace("\r\n ", "")
    assert "NAME;LANGUAGE=en:Nabocafé" in text
    assert f"SOURCE;VALUE=URI:http://testserver{path}" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
    Event.objects.update(is_published=False)
    assert client.get(path).status_code == 404
    assert client.get(path.replace(str(page.event.pk), "999999")).status_code == 404
    assert client.post(path).status_code == 405
