"""One occurrence as an iCalendar VEVENT. (RFC 5545, § 3.6.1; RFC 7986)"""

import datetime
from zoneinfo import ZoneInfo

import icalendar
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import Theme
from core.themes import LocalizedTheme
from events.feeds.entries import FeedEntry
from events.models import SignUp
from events.models.details import EventStatus

ZONE = ZoneInfo("Europe/Copenhagen")
# Postponed events are tentative: their date no longer holds. (RFC 5545, § 3.8.1.11)
_STATUS = {
    EventStatus.SCHEDULED: "CONFIRMED",
    EventStatus.MOVED_ONLINE: "CONFIRMED",
    EventStatus.POSTPONED: "TENTATIVE",
    EventStatus.CANCELLED: "CANCELLED",
}
# The nearest CSS colour names, which RFC 7986 (§ 5.9) requires.
COLOURS: dict[str, str] = {
    Theme.Colour.BRICK: "sienna",
    Theme.Colour.OCHRE: "darkgoldenrod",
    Theme.Colour.PLUM: "rebeccapurple",
    Theme.Colour.INDIGO: "steelblue",
    Theme.Colour.ROSE: "palevioletred",
    Theme.Colour.MOSS: "olivedrab",
}


def colour_of(theme: LocalizedTheme | None) -> str:
    """Return the CSS colour name of `theme`; "" without a theme."""
    return COLOURS.get(theme.colour, "") if theme else ""


class _Position(icalendar.vGeo):
    """A GEO value in plain decimals: icalendar writes 0.00001 as "1e-05". (RFC 5545, § 3.3.7)"""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"


def as_vevent(entry: FeedEntry, *, seats: bool = True) -> icalendar.Event:
    """Return `entry` as a VEVENT; `seats` adds whether seats are free to its description."""
    vevent = icalendar.Event()
    vevent.add("uid", entry.uid)
    # Without a METHOD, DTSTAMP is the time of the last revision. (§ 3.8.7.2)
    vevent.add("dtstamp", entry.changed)
    vevent.add("last-modified", entry.changed)
    vevent.add("sequence", entry.sequence)
    _add_times(vevent, entry)
    vevent.add("summary", entry.heading, parameters={"language": entry.language})
    vevent.add("status", _STATUS[entry.event_status])
    language = {"language": get_language() or entry.language}
    if entry.place:
        vevent.add("location", entry.place, parameters=language)
    if entry.position:
        vevent.add("geo", _Position(entry.position))
    if description := entry.description(seats=seats):
        vevent.add("description", description, parameters=language)
    if entry.contact:
        vevent.add("contact", entry.contact, parameters={"language": entry.language})
    if entry.url:
        vevent.add("url", entry.url)
    vevent.add("categories", entry.categories)
    if colour := colour_of(entry.theme):
        vevent.add("color", colour)
    if entry.is_all_day:
        # An all-day event does not block the calendar. (§ 3.8.2.7)
        vevent.add("transp", "TRANSPARENT")
    return vevent


def personalise(
    vevent: icalendar.Event, entry: FeedEntry, signup: SignUp, queue_position: int | None
) -> None:
    """Change `vevent` for the person signed up.

    Confirmed attendees get the online address. For everybody else, the entry must not look like a
    seat: the title names the offer or the `queue_position` on the waiting list.
    """
    occurrence = entry.occurrence
    has_seat = signup.status == SignUp.Status.CONFIRMED
    vevent.pop("SEQUENCE", None)
    # Both numbers only grow, so SEQUENCE does as well. (RFC 5546, § 2.1.4)
    vevent.add("sequence", occurrence.sequence + signup.sequence)
    if has_seat and occurrence.is_online and (online := occurrence.event.online_url):
        if occurrence.has_venue:
            online = f"{entry.place} – {online}"
        vevent.pop("LOCATION", None)
        vevent.add("location", online)
    if has_seat or occurrence.is_cancelled or not signup.is_active:
        return
    vevent.pop("SUMMARY", None)
    vevent.add("summary", _title_without_seat(signup, entry.heading, queue_position))
    vevent.pop("STATUS", None)
    vevent.add("status", "TENTATIVE")
    vevent.pop("TRANSP", None)
    vevent.add("transp", "TRANSPARENT")


def _title_without_seat(signup: SignUp, title: str, queue_position: int | None) -> str:
    if signup.status == SignUp.Status.OFFERED:
        return _("Reply to your offer of a place: %(title)s") % {"title": title}
    return _("No place yet, number %(number)d on the waiting list: %(title)s") % {
        "number": queue_position or 0,
        "title": title,
    }


def _add_times(vevent: icalendar.Event, entry: FeedEntry) -> None:
    """Add DTSTART and DTEND: dates for all day, no DTEND for an open end. (§ 3.6.1, § 3.8.2.2)"""
    start, end = entry.starts_at.astimezone(ZONE), entry.ends_at.astimezone(ZONE)
    if not entry.is_all_day:
        if start.fold or end.fold:
            # In UTC: a local time in the repeated hour means the first of the two. (§ 3.3.5)
            start, end = entry.starts_at, entry.ends_at
        vevent.add("dtstart", start)
        if not entry.has_open_end:
            vevent.add("dtend", end)
        return
    first = start.date()
    # DTEND is exclusive: the day after the last. An end at midnight belongs to the day before.
    after = (end - datetime.timedelta(microseconds=1)).date() + datetime.timedelta(days=1)
    vevent.add("dtstart", first)
    vevent.add("dtend", max(after, first + datetime.timedelta(days=1)))
