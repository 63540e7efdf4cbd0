"""Whole calendars: what stands around the entries. (RFC 5545, § 3.4; RFC 7986)"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import icalendar
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language

from events.models import Occurrence

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Det Gode Naboskab//Hub//DA"
# How often a program that subscribes should ask again.
ASK_AGAIN = datetime.timedelta(hours=1)

# The rule of the European Union since 1996, without end. What icalendar generates itself stops
# in 2038 and holds a COMMENT that libical refuses. (RFC 5545, § 3.6.5)
_COPENHAGEN = """BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
# Letters that `slugify` would drop.
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


@dataclass(frozen=True, kw_only=True)
class FeedMetadata:
    """What a feed says of itself."""

    name: str
    description: str
    # The feed's own address, and that of the page that shows the same.
    source: str
    url: str
    colour: str = ""


def new_calendar(*, method: str = "") -> icalendar.Calendar:
    """Return a calendar with nothing in it but the time zone."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    if method:
        calendar.add("method", method)
    calendar.add_component(_time_zone())
    return calendar


def write(vevents: Iterable[icalendar.Event], cover: FeedMetadata | None = None) -> bytes:
    """Return the calendar that holds `vevents`; with a `cover`, one can subscribe to it."""
    calendar = new_calendar()
    if cover is not None:
        _put_on(calendar, cover)
    for vevent in vevents:
        calendar.add_component(vevent)
    written: bytes = calendar.to_ical()
    return written


def file_name(title: str, day: datetime.datetime | None = None) -> str:
    """Return an ASCII name for a calendar's file: what it is called, and the day if it has one."""
    name = slugify(title.translate(_ASCII))[:60].strip("-") or "event"
    return f"{name}-{timezone.localdate(day):%Y-%m-%d}.ics" if day else f"{name}.ics"


def name_of_file(occurrence: Occurrence) -> str:
    """Return an ASCII name for the file of one occurrence."""
    return file_name(occurrence.event.title, occurrence.starts_at)


def _put_on(calendar: icalendar.Calendar, cover: FeedMetadata) -> None:
    words = {"language": get_language() or ""}
    # icalendar takes it for something else than text, and would not escape it.
    calendar.add("name", icalendar.vText(cover.name), parameters=words)
    if cover.description:
        calendar.add("description", cover.description, parameters=words)
    if cover.url:
        calendar.add("url", cover.url)
    calendar.add("source", cover.source, parameters={"value": "URI"})
    # The parameter is not optional, and icalendar leaves it out. (RFC 7986, § 5.7)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    if cover.colour:
        calendar.add("color", cover.colour)
    # The same for Outlook and Apple's calendar, which are older than RFC 7986.
    calendar.add("x-wr-calname", icalendar.vText(cover.name))
    if cover.description:
        calendar.add("x-wr-caldesc", icalendar.vText(cover.description))
    calendar.add("x-wr-timezone", "Europe/Copenhagen")
    calendar.add("x-published-ttl", icalendar.vDuration(ASK_AGAIN))


@cache
def _time_zone() -> icalendar.Component:
    """Return the one VTIMEZONE that every calendar of the hub carries."""
    return icalendar.Timezone.from_ical(_COPENHAGEN.replace("\n", "\r\n"))
