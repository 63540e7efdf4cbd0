"""The time, place and status of an occurrence as text in the active language."""

from typing import Protocol

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.display.date_ranges import DateRange
from events.models import Occurrence
from events.models.details import EventStatus


class HasStatusReason(Protocol):
    """An `EventText` or an event page: a status, and the reason for it in one language."""

    status: str
    status_reason: str


def date_range(occurrence: Occurrence) -> DateRange:
    """Return start and end of `occurrence`, with what its event says of hours and open ends."""
    event = occurrence.event
    return DateRange(occurrence.starts_at, occurrence.ends_at, event.is_all_day, event.has_open_end)


def format_dates(occurrence: Occurrence) -> str:
    """Return start and end of `occurrence` with their full dates."""
    return date_range(occurrence).in_words


def format_upcoming_start(occurrence: Occurrence) -> str:
    """Return when `occurrence` starts, seen from now: "Tomorrow at 19:00", or else its date."""
    starts_at = timezone.localtime(occurrence.starts_at)
    days = (starts_at.date() - timezone.localdate()).days
    near = {0: _("Today"), 1: _("Tomorrow")}
    day = near.get(days) or capfirst(date_format(starts_at, "DATE_FORMAT"))
    if occurrence.event.is_all_day:
        return day
    time = date_format(starts_at, "TIME_FORMAT")
    return _("%(day)s at %(time)s") % {"day": day, "time": time}


def format_start(occurrence: Occurrence) -> str:
    """Return when `occurrence` starts in few characters, for the subject of a mail."""
    starts_at = timezone.localtime(occurrence.starts_at)
    is_all_day = occurrence.event.is_all_day
    return date_format(starts_at, "SHORT_DATE_FORMAT" if is_all_day else "SHORT_DATETIME_FORMAT")


def format_reason(occurrence: Occurrence, text: HasStatusReason | None) -> str:
    """Return why `occurrence` is cancelled, postponed or online; "" if it takes place as planned.

    A reason given for this occurrence alone comes first, then that of `text`, then the one in the
    event's own language.
    """
    if occurrence.status == EventStatus.SCHEDULED:
        return ""
    if occurrence.has_own_status:
        translated: str = occurrence.other_reasons.get(get_language() or "", "")
        return translated or occurrence.status_reason
    if text and text.status == occurrence.status and text.status_reason:
        return text.status_reason
    return occurrence.status_reason


def format_location(occurrence: Occurrence, *, online: bool = True) -> str:
    """Return where `occurrence` takes place, on one line; "" if that is not settled.

    With `online`, the word "Online" comes first where one can take part from home; the online
    address is never part of it. An occurrence that was moved online has no other location, and
    one that is online only has no area.
    """
    if occurrence.status == EventStatus.MOVED_ONLINE:
        return _("Online") if online else ""
    area, address = occurrence.area_name, occurrence.venue.address
    venue = [part for part in (occurrence.venue.name, address) if part]
    parts = [*([_("Online")] if online and occurrence.is_online else []), *venue]
    if area and area not in address and (venue or not occurrence.is_online):
        parts.append(area)
    return ", ".join(parts)
