"""Occurrences in the words of calendar programs: iCalendar (RFC 5545)."""

import datetime
from functools import cache
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.listing import page_in, place_in_words, reason_in_words
from events.models import EventPage, Occurrence
from events.models.facts import Standing

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Det Gode Naboskab//Hub//DA"

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
_ZONE = ZoneInfo("Europe/Copenhagen")
# What is postponed has a date that nobody should come at. (§ 3.8.1.11)
_STATUS = {
    Standing.SCHEDULED: "CONFIRMED",
    Standing.MOVED_ONLINE: "CONFIRMED",
    Standing.POSTPONED: "TENTATIVE",
    Standing.CANCELLED: "CANCELLED",
}
# Letters that `slugify` would drop.
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def occurrence_calendar(occurrence: Occurrence) -> bytes:
    """Return a calendar holding `occurrence`, worded in the reader's language.

    The bytes change only when the occurrence or its page does. The online address is not in
    them: anybody may fetch this. Expects `event` and its `area` to be loaded.
    """
    calendar = new_calendar()
    calendar.add_component(as_vevent(occurrence, page_in(occurrence.event)))
    written: bytes = calendar.to_ical()
    return written


def new_calendar() -> icalendar.Calendar:
    """Return a calendar with nothing in it but the time zone."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add_component(_time_zone())
    return calendar


def file_name(occurrence: Occurrence) -> str:
    """Return an ASCII name for the calendar's file: what it is called, and the day."""
    title = slugify(occurrence.event.title.translate(_ASCII))[:60].strip("-")
    return f"{title or 'event'}-{timezone.localdate(occurrence.starts_at):%Y-%m-%d}.ics"


def uid(occurrence: Occurrence) -> str:
    """Return what calendar programs know `occurrence` by, for good. (RFC 7986, § 5.3)"""
    host = urlsplit(settings.BASE_URL).hostname
    return f"{occurrence.event.translation_key}-{occurrence.pk}@{host}"


@cache
def _time_zone() -> icalendar.Component:
    """Return the one VTIMEZONE that every calendar of the hub carries."""
    return icalendar.Timezone.from_ical(_COPENHAGEN.replace("\n", "\r\n"))


def as_vevent(occurrence: Occurrence, page: EventPage | None) -> icalendar.Event:
    """Return `occurrence` as a VEVENT, worded by `page`. (RFC 5545, § 3.6.1)"""
    event = occurrence.event
    changed = occurrence.updated_at
    if page and page.last_published_at:
        changed = max(changed, page.last_published_at)
    changed = changed.astimezone(datetime.UTC).replace(microsecond=0)
    vevent = icalendar.Event()
    vevent.add("uid", uid(occurrence))
    # Without a METHOD, this is when the entry was last revised. (§ 3.8.7.2)
    vevent.add("dtstamp", changed)
    vevent.add("last-modified", changed)
    vevent.add("sequence", occurrence.sequence)
    vevent.add("dtstart", occurrence.starts_at.astimezone(_ZONE))
    vevent.add("dtend", occurrence.ends_at.astimezone(_ZONE))
    # The language of the words. (§ 3.2.10)
    words = {"language": get_language() or settings.LANGUAGE_CODE}
    vevent.add("summary", page.title if page else event.title, parameters=words)
    vevent.add("status", _STATUS[Standing(occurrence.status)])
    if place := place_in_words(occurrence):
        vevent.add("location", place, parameters=words)
    url = urljoin(settings.BASE_URL, page.url) if page and page.url else ""
    description = "\n\n".join(
        part
        for part in (_status_in_words(occurrence, page), page.summary if page else "", url)
        if part
    )
    if description:
        vevent.add("description", description, parameters=words)
    if url:
        vevent.add("url", url)
    return vevent


def _status_in_words(occurrence: Occurrence, page: EventPage | None) -> str:
    if occurrence.status == Standing.SCHEDULED:
        return ""
    if reason := reason_in_words(occurrence, page):
        status = {"status": occurrence.get_status_display(), "reason": reason}
        return _("%(status)s: %(reason)s") % status
    return occurrence.get_status_display()
