"""The calendar entry that comes with a mail: iTIP (RFC 5546), as mail programs accept it."""

from email.utils import parseaddr
from urllib.parse import quote

import icalendar
from django.conf import settings
from django.utils import timezone

from events.feeds.entries import feed_entry, writable
from events.feeds.vcalendar import new_calendar
from events.feeds.vevent import as_vevent, personalise
from events.models import EventText, SignUp

# By kind of mail. What is not here brings no entry, and changes none.
_METHODS = {
    "confirmed": "REQUEST",
    "waiting": "REQUEST",
    "offer": "REQUEST",
    "promoted": "REQUEST",
    "party_changed": "REQUEST",
    "moved": "REQUEST",
    "event_changed": "REQUEST",
    "event_postponed": "REQUEST",
    "moved_away": "CANCEL",
    "cancelled": "CANCEL",
    "offer_lapsed": "CANCEL",
    "event_cancelled": "CANCEL",
}
# What may stand in the address of a `mailto:` beside letters and digits. (RFC 6068, § 2)
_IN_ADDRESS = "@!$'*+-/^_`{|}~."


def for_mail(
    signup: SignUp, kind: str, *, text: EventText | None, place_in_queue: int | None
) -> str:
    """Return the iCalendar object that the mail `kind` to `signup` brings; "" if it brings none.

    In the active language, with the words of `text`. The title of an entry says so if its person
    has no seat.
    """
    method = _METHODS.get(kind, "")
    if not method or signup.status in SignUp.UNCONFIRMED:
        return ""
    occurrence = signup.occurrence
    told = feed_entry(occurrence, text)
    vevent = as_vevent(told, seats=False)
    personalise(vevent, told, signup, place_in_queue)
    if kind == "moved_away":
        # The entry that is left behind is told of after all that was said of it.
        _replace(vevent, "sequence", occurrence.sequence + signup.sequence + 1)
    _replace(vevent, "dtstamp", timezone.now())
    vevent.add("organizer", _organiser())
    vevent.add("attendee", _attendee(signup))
    if method == "CANCEL":
        _replace(vevent, "status", "CANCELLED")
    calendar = new_calendar(method=method)
    calendar.add_component(vevent)
    written: bytes = calendar.to_ical()
    return written.decode()


def _replace(vevent: icalendar.Event, name: str, value: object) -> None:
    vevent.pop(name.upper(), None)
    vevent.add(name, value)


def _organiser() -> icalendar.vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return _person(address, name or settings.WAGTAIL_SITE_NAME)


def _attendee(signup: SignUp) -> icalendar.vCalAddress:
    has_seat = signup.status == SignUp.Status.CONFIRMED
    attendee = _person(signup.email, signup.name)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED" if has_seat else "TENTATIVE"
    # Answering happens on our pages.
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _person(address: str, name: str) -> icalendar.vCalAddress:
    """Return who is named so and reached there, whatever characters are in either."""
    person = icalendar.vCalAddress("mailto:" + quote(address, safe=_IN_ADDRESS))
    # A parameter can hold neither quotation marks nor the end of a line. (RFC 5545, § 3.2)
    person.params["CN"] = " ".join(writable(name).replace('"', "'").split()) or address
    return person
