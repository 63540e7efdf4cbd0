"""iCalendar objects: VCALENDAR with its properties and time zone. (RFC 5545, § 3.4; RFC 7986)"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import icalendar
from django.utils import timezone
from django.utils.translation import get_language

from core.text import normalization
from events.models import Occurrence

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Neighbourhood hub//Calendar//EN"
# Refresh interval for subscribers.
REFRESH_INTERVAL = datetime.timedelta(hours=1)

# The rule of the European Union since 1996, without an end. The one that icalendar generates stops
# in 2038 and has a COMMENT that libical rejects. (RFC 5545, § 3.6.5)
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


@dataclass(frozen=True, kw_only=True)
class FeedMetadata:
    """Title, description and URLs of a feed."""

    name: str
    description: str
    # URL of the feed, and of the page with the same content.
    source: str
    url: str
    colour: str = ""


def new_calendar(*, method: str = "") -> icalendar.Calendar:
    """Return a calendar without entries; `method` is its iTIP method."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    if method:
        calendar.add("method", method)
    calendar.add_component(_time_zone())
    return calendar


def write(vevents: Iterable[icalendar.Event], metadata: FeedMetadata | None = None) -> bytes:
    """Return the calendar that holds `vevents`; with `metadata`, programs can subscribe to it."""
    calendar = new_calendar()
    if metadata is not None:
        _add_metadata(calendar, metadata)
    for vevent in vevents:
        calendar.add_component(vevent)
    content: bytes = calendar.to_ical()
    return content


def file_name(title: str, day: datetime.datetime | None = None) -> str:
    """Return an ASCII file name for a calendar, from its title and perhaps a day."""
    ending = f"-{timezone.localdate(day):%Y-%m-%d}" if day else ""
    return normalization.file_name(title, ending=f"{ending}.ics", default="event")


def occurrence_file_name(occurrence: Occurrence) -> str:
    """Return an ASCII file name for the calendar of one occurrence."""
    return file_name(occurrence.event.title, occurrence.starts_at)


def _add_metadata(calendar: icalendar.Calendar, metadata: FeedMetadata) -> None:
    language = {"language": get_language() or ""}
    # As vText: icalendar does not escape a plain string here.
    calendar.add("name", icalendar.vText(metadata.name), parameters=language)
    if metadata.description:
        calendar.add("description", metadata.description, parameters=language)
    if metadata.url:
        calendar.add("url", metadata.url)
    calendar.add("source", metadata.source, parameters={"value": "URI"})
    # The parameter is required, and icalendar omits it. (RFC 7986, § 5.7)
    calendar.add("refresh-interval", REFRESH_INTERVAL, parameters={"value": "DURATION"})
    if metadata.colour:
        calendar.add("color", metadata.colour)
    # For Outlook and Apple Calendar, which do not know RFC 7986.
    calendar.add("x-wr-calname", icalendar.vText(metadata.name))
    if metadata.description:
        calendar.add("x-wr-caldesc", icalendar.vText(metadata.description))
    calendar.add("x-wr-timezone", "Europe/Copenhagen")
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH_INTERVAL))


@cache
def _time_zone() -> icalendar.Component:
    return icalendar.Timezone.from_ical(_COPENHAGEN.replace("\n", "\r\n"))
