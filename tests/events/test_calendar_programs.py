"""Three independent parsers read the calendars, whatever editors write and the clocks do."""

import datetime

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.models import Area, Theme
from core.themes import LocalizedTheme
from events.feeds import entries, vcalendar
from events.feeds.vcalendar import FeedMetadata
from events.feeds.vevent import COLOURS, as_vevent
from events.models import Event, Occurrence
from events.models.details import EventStatus, Kind
from events.pages.event_page import EventPage
from tests.events.calendar_programs import faults, seen_by_ical, seen_by_icalendar
from tests.events.conftest import COPENHAGEN, local

COVER = FeedMetadata(
    name="Det Gode Naboskab: Trafik, Løkken; æøå",
    description="En, to; tre\\fire\nfem",
    source="http://testserver/da/events/calendar.ics?theme=trafik&area=løkken",
    url="http://testserver/da/kalender/",
    colour="sienna",
)
words = st.text(max_size=200)
titles = words.filter(lambda text: entries.writable(text).strip())
# Both changes of the clocks, hours before and after, and any other time of three years.
around_changes = st.sampled_from([local(2027, 3, 28), local(2027, 10, 31)]).flatmap(
    lambda day: st.integers(-24 * 60, 48 * 60).map(
        lambda minutes: day.astimezone(datetime.UTC) + datetime.timedelta(minutes=minutes)
    )
)
any_time = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: local(2026, 1, 1).astimezone(datetime.UTC) + datetime.timedelta(minutes=minutes)
)
positions = st.one_of(
    st.none(),
    st.tuples(
        st.decimals(-90, 90, places=6, allow_nan=False),
        st.decimals(-180, 180, places=6, allow_nan=False),
    ),
)


@st.composite
def occurrences(draw):
    """Any occurrence an editor can make."""
    position = draw(positions)
    all_day = draw(st.booleans())
    start = draw(st.one_of(around_changes, any_time))
    lasts = draw(st.integers(1, 31 * 24 * 60))
    end = start + datetime.timedelta(minutes=lasts)
    if all_day:
        first, last = (when.astimezone(COPENHAGEN).date() for when in (start, end))
        start = local(first.year, first.month, first.day)
        after = last + datetime.timedelta(days=1)
        end = local(after.year, after.month, after.day)
    status = draw(st.sampled_from(EventStatus))
    event = Event(
        title=draw(titles),
        venue=draw(words),
        address=draw(words),
        area=draw(st.one_of(st.none(), st.builds(Area, name=words))),
        kind=draw(st.sampled_from(Kind)),
        theme_id=1,
        is_all_day=all_day,
        has_open_end=draw(st.booleans()),
        is_online=draw(st.booleans()),
        latitude=position[0] if position else None,
        longitude=position[1] if position else None,
        recurrence=draw(st.sampled_from(["", "FREQ=WEEKLY"])),
    )
    return Occurrence(
        pk=draw(st.integers(1, 10**9)),
        event=event,
        starts_at=start,
        ends_at=end,
        recurrence_id=start,
        status=status,
        status_reason="" if status == EventStatus.SCHEDULED else draw(words),
        capacity=draw(st.one_of(st.none(), st.integers(0, 10))),
        taken=draw(st.integers(0, 10)),
        sequence=draw(st.integers(0, 1000)),
    )


def write(found, cover=COVER):
    """The calendar of `found`."""
    return vcalendar.write([as_vevent(entries.feed_entry(one, None)) for one in found], cover)


def somewhere_blank():
    """An occurrence whose venue is a space, which forms refuse."""
    return Occurrence(
        pk=1,
        event=Event(title="Nabocafé", venue=" ", theme_id=1),
        starts_at=local(2027, 1, 1, 12),
        ends_at=local(2027, 1, 1, 13),
        recurrence_id=local(2027, 1, 1, 12),
    )


@settings(max_examples=150, deadline=None)
@example(found=[somewhere_blank()])
@given(found=st.lists(occurrences(), min_size=1, max_size=4, unique_by=lambda one: one.pk))
def test_all_parsers_read_any_event(libical, found):
    data = write(found)
    assert faults(data) == []
    assert libical.complaints(data) == []
    for one, by_icalendar, by_ical in zip(
        found, seen_by_icalendar(data), seen_by_ical(data), strict=True
    ):
        telling = entries.feed_entry(one, None)
        assert by_icalendar.uid == by_ical.uid == entries.uid(one)
        assert by_icalendar.summary == by_ical.summary == telling.heading
        assert by_icalendar.status == by_ical.status
        assert by_icalendar.start == by_ical.start
        if one.event.is_all_day:
            assert by_icalendar.start == one.starts_at.astimezone(COPENHAGEN).date()
            assert by_icalendar.end == by_ical.end == one.ends_at.astimezone(COPENHAGEN).date()
            assert by_icalendar.end > by_icalendar.start
        else:
            assert by_icalendar.start.astimezone(datetime.UTC) == one.starts_at
            if one.event.has_open_end:
                assert by_icalendar.end is None
            else:
                assert by_icalendar.end.astimezone(datetime.UTC) == one.ends_at
                assert by_ical.end.astimezone(datetime.UTC) == one.ends_at


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(
    start=st.dates(datetime.date(2026, 1, 1), datetime.date(2030, 12, 31)),
    hour=st.integers(0, 23),
    repeats=st.sampled_from([value for value in EventPage.Repeats.values if value]),
    days=st.integers(1, 3650),
)
def test_until_is_in_utc(start, hour, repeats, days):
    first = local(start.year, start.month, start.day, hour)
    page = EventPage(
        starts_at=first,
        ends_at=first + datetime.timedelta(hours=1),
        repeats=repeats,
        repeat_until=start + datetime.timedelta(days=days),
    )
    rule = page.recurrence_rule
    # (RFC 5545, § 3.3.10: "MUST be specified as a date with UTC time")
    assert rule.rpartition("UNTIL=")[2][-1] == "Z"

    until = icalendar.vRecur.from_ical(rule)["UNTIL"][0]
    assert until.utcoffset() == datetime.timedelta(0)
    assert until.astimezone(COPENHAGEN).date() == page.repeat_until


@pytest.mark.parametrize(
    "written",
    [
        "Æblegrød, kage; kaffe\\te\nog mere",
        "æ" * 200,
        "x" * 74 + "æøå" * 60,
        "\U0001f332" * 50,
        "שלום\u202eabc",
        "BEGIN:VEVENT\r\nUID:evil",
        'a"b^c:d',
        "\x07\x0b\x7f bell",
    ],
)
def test_special_characters_survive(libical, written):
    one = Occurrence(
        pk=1,
        event=Event(title=written, venue=written, theme_id=1),
        starts_at=local(2027, 6, 5, 19),
        ends_at=local(2027, 6, 5, 21),
    )
    data = write([one])
    assert faults(data) == []
    assert libical.complaints(data) == []
    [by_icalendar], [by_ical] = seen_by_icalendar(data), seen_by_ical(data)
    assert by_icalendar.summary == by_ical.summary == entries.writable(written)
    assert by_icalendar.uid == entries.uid(one)


def test_the_checks_detect_invalid_files(libical):
    """The positive control: each of the faults is found."""
    one = Occurrence(
        pk=1,
        event=Event(title="A" * 90, theme_id=1),
        starts_at=local(2027, 6, 5, 19),
        ends_at=local(2027, 6, 5, 21),
    )
    data = write([one])
    assert faults(data) == libical.complaints(data) == []
    for broken in (
        data.replace(b"PRODID:", b"X-PRODID:"),
        data.replace(b"UID:", b"SUMMARY:Twice\r\nUID:"),
        data.replace(b"DTEND;TZID", b"DURATION:PT1H\r\nDTEND;TZID"),
        data.replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:REQUEST"),
        data.replace(b"DTSTAMP:2", b"DTSTAMP:x"),
    ):
        assert broken != data
        assert libical.complaints(broken)
    assert libical.complaints(b"nothing") == ["It cannot be parsed."]
    assert "a line that does not end with CRLF" in faults(data.replace(b"\r\n", b"\n"))
    assert any("octets" in fault for fault in faults(data.replace(b"\r\n ", b"")))
    start = data.index(b"BEGIN:VTIMEZONE")
    end = data.index(b"END:VTIMEZONE\r\n") + len(b"END:VTIMEZONE\r\n")
    assert any("TZID without" in fault for fault in faults(data[:start] + data[end:]))
    event = data[data.index(b"BEGIN:VEVENT") : data.index(b"END:VCALENDAR")]
    assert "a UID twice" in faults(data.replace(event, event + event))


def test_every_theme_colour_is_a_css_colour_name():

    assert set(COLOURS) == set(Theme.Colour)
    face = LocalizedTheme(id=1, slug="t", colour="moss", icon="", name="T", summary="")
    assert COLOURS[face.colour] == "olivedrab"
