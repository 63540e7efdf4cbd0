"""Calendar entries in mails about sign-ups: iTIP (RFC 5546) as mail programs accept it."""

from email.utils import parseaddr
from urllib.parse import quote

import icalendar
from django.utils import timezone

from core.site_settings import sender
from events.feeds.entries import feed_entry, writable
from events.feeds.vcalendar import new_calendar
from events.feeds.vevent import as_vevent, personalise
from events.models import EventText, SignUp

# The iTIP method by kind of mail. Other mails have no calendar entry.
_METHODS = {
    "confirmed": "REQUEST",
    "waiting": "REQUEST",
    "offer": "REQUEST",
    "promoted": "REQUEST",
    "party_changed": "REQUEST",
    "moved": "REQUEST",
    "event_changed": "REQUEST",
    "event_postponed": "REQUEST",
    "cancelled": "CANCEL",
    "offer_lapsed": "CANCEL",
    "event_cancelled": "CANCEL",
}
# Unescaped in a `mailto:` URI, besides letters and digits. (RFC 6068, § 2)
_MAILTO_SAFE = "@!$'*+-/^_`{|}~."


def for_mail(
    signup: SignUp, kind: str, *, text: EventText | None, queue_position: int | None
) -> str:
    """Return the iCalendar object for the mail `kind` to `signup`; "" if that mail has none.

    In the active language, with the title and summary of `text`. Without a seat, the title of the
    entry says so.
    """
    method = _METHODS.get(kind, "")
    if not method or signup.status in SignUp.UNCONFIRMED:
        return ""
    return _write(signup, method, text=text, queue_position=queue_position)


def withdrawal(before: SignUp, *, text: EventText | None) -> str:
    """Return the iCalendar object that removes the entry of a sign-up that was moved elsewhere.

    `before` is the sign-up at its old occurrence.
    """
    # The cancellation of the old entry must have the highest SEQUENCE sent for it.
    sequence = before.occurrence.sequence + before.sequence + 1
    return _write(before, "CANCEL", text=text, queue_position=None, sequence=sequence)


def _write(
    signup: SignUp,
    method: str,
    *,
    text: EventText | None,
    queue_position: int | None,
    sequence: int | None = None,
) -> str:
    entry = feed_entry(signup.occurrence, text)
    vevent = as_vevent(entry, seats=False)
    personalise(vevent, entry, signup, queue_position)
    if sequence is not None:
        _replace(vevent, "sequence", sequence)
    _replace(vevent, "dtstamp", timezone.now())
    vevent.add("organizer", _organiser())
    vevent.add("attendee", _attendee(signup))
    if method == "CANCEL":
        _replace(vevent, "status", "CANCELLED")
    calendar = new_calendar(method=method)
    calendar.add_component(vevent)
    data: bytes = calendar.to_ical()
    return data.decode()


def _replace(vevent: icalendar.Event, name: str, value: object) -> None:
    vevent.pop(name.upper(), None)
    vevent.add(name, value)


def _organiser() -> icalendar.vCalAddress:
    name, address = parseaddr(sender())
    return _calendar_address(address, name)


def _attendee(signup: SignUp) -> icalendar.vCalAddress:
    has_seat = signup.status == SignUp.Status.CONFIRMED
    attendee = _calendar_address(signup.email, signup.name)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED" if has_seat else "TENTATIVE"
    # People answer on the site, not by iTIP.
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _calendar_address(address: str, name: str) -> icalendar.vCalAddress:
    """Return the address with its name as CN, escaped for any characters in either."""
    calendar_address = icalendar.vCalAddress("mailto:" + quote(address, safe=_MAILTO_SAFE))
    # Parameters cannot contain double quotes or line breaks. (RFC 5545, § 3.2)
    cn = " ".join(writable(name).replace('"', "'").split())
    calendar_address.params["CN"] = cn or address
    return calendar_address
