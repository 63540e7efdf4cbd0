"""One occurrence as calendar programs take it: a VEVENT. (RFC 5545, § 3.6.1; RFC 7986)"""

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
# What is postponed has a date that nobody should come at. (RFC 5545, § 3.8.1.11)
_STATUS = {
    EventStatus.SCHEDULED: "CONFIRMED",
    EventStatus.MOVED_ONLINE: "CONFIRMED",
    EventStatus.POSTPONED: "TENTATIVE",
    EventStatus.CANCELLED: "CANCELLED",
}
# The themes' colours by the nearest of the names that calendar programs know. (RFC 7986, § 5.9)
COLOURS: dict[str, str] = {
    Theme.Colour.BRICK: "sienna",
    Theme.Colour.OCHRE: "darkgoldenrod",
    Theme.Colour.PLUM: "rebeccapurple",
    Theme.Colour.INDIGO: "steelblue",
    Theme.Colour.ROSE: "palevioletred",
    Theme.Colour.MOSS: "olivedrab",
}


def colour_of(theme: LocalizedTheme | None) -> str:
    """Return the name of the theme's colour as calendar programs know it; "" if it has none."""
    return COLOURS.get(theme.colour, "") if theme else ""


class _Position(icalendar.vGeo):
    """A position in plain decimals: icalendar writes 0.00001 as "1e-05". (RFC 5545, § 3.3.7)"""

    def to_ical(self) -> str:
        """Return it as text."""
        return f"{self.latitude:.6f};{self.longitude:.6f}"


def as_vevent(told: FeedEntry, *, seats: bool = True) -> icalendar.Event:
    """Return what is `told` as a VEVENT; without `seats` it does not say whether there are any."""
    vevent = icalendar.Event()
    vevent.add("uid", told.uid)
    # Without a METHOD, this is when the entry was last revised. (§ 3.8.7.2)
    vevent.add("dtstamp", told.changed)
    vevent.add("last-modified", told.changed)
    vevent.add("sequence", told.sequence)
    _add_times(vevent, told)
    vevent.add("summary", told.heading, parameters={"language": told.language})
    vevent.add("status", _STATUS[told.standing])
    words = {"language": get_language() or told.language}
    if told.place:
        vevent.add("location", told.place, parameters=words)
    if told.position:
        vevent.add("geo", _Position(told.position))
    if description := told.description(seats=seats):
        vevent.add("description", description, parameters=words)
    if told.url:
        vevent.add("url", told.url)
    vevent.add("categories", told.categories)
    if colour := colour_of(told.theme):
        vevent.add("color", colour)
    if told.is_all_day:
        # Nobody is busy from midnight to midnight. (§ 3.8.2.7)
        vevent.add("transp", "TRANSPARENT")
    return vevent


def personalise(
    vevent: icalendar.Event, told: FeedEntry, signup: SignUp, place: int | None
) -> None:
    """Make `vevent` the entry of the person signed up, `place` being theirs on the waiting list.

    Who has a seat is told the address online; to all others nothing may read like a seat.
    """
    occurrence = told.occurrence
    has_seat = signup.status == SignUp.Status.CONFIRMED
    vevent.pop("SEQUENCE", None)
    # Both only ever grow, so each entry comes after the one before. (RFC 5546, § 2.1.4)
    vevent.add("sequence", occurrence.sequence + signup.sequence)
    if has_seat and occurrence.is_online and (online := occurrence.event.online_url):
        if occurrence.has_venue:
            # Who comes needs the address, too.
            online = f"{told.place} – {online}"
        vevent.pop("LOCATION", None)
        vevent.add("location", online)
    if has_seat or occurrence.is_cancelled or not signup.stands:
        return
    vevent.pop("SUMMARY", None)
    vevent.add("summary", _title_without_seat(signup, told.heading, place))
    vevent.pop("STATUS", None)
    vevent.add("status", "TENTATIVE")
    vevent.pop("TRANSP", None)
    vevent.add("transp", "TRANSPARENT")


def _title_without_seat(signup: SignUp, title: str, place: int | None) -> str:
    if signup.status == SignUp.Status.OFFERED:
        return _("Answer the offer of a seat: %(title)s") % {"title": title}
    return _("No seat yet, number %(number)d on the waiting list: %(title)s") % {
        "number": place or 0,
        "title": title,
    }


def _add_times(vevent: icalendar.Event, told: FeedEntry) -> None:
    """Add start and end: of a whole day the dates, of an open end none. (§ 3.6.1, § 3.8.2.2)"""
    start, end = told.starts_at.astimezone(ZONE), told.ends_at.astimezone(ZONE)
    if not told.is_all_day:
        if start.fold or end.fold:
            # In the hour that the clocks repeat, the local time means its first. (§ 3.3.5)
            start, end = told.starts_at, told.ends_at
        vevent.add("dtstart", start)
        if not told.has_open_end:
            vevent.add("dtend", end)
        return
    first = start.date()
    # The day after the last. What ends at midnight does not touch the day that begins then.
    after = (end - datetime.timedelta(microseconds=1)).date() + datetime.timedelta(days=1)
    vevent.add("dtstart", first)
    vevent.add("dtend", max(after, first + datetime.timedelta(days=1)))
