"""The calendar entry that comes with a mail: iTIP (RFC 5546), as mail programs accept it."""

from email.utils import parseaddr

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from events import ical
from events.models import EventPage, SignUp

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


def for_mail(
    signup: SignUp, kind: str, *, page: EventPage | None, place_in_queue: int | None
) -> str:
    """Return the iCalendar object that the mail `kind` to `signup` brings; "" if it brings none.

    Worded by `page`, in the active language. An entry of somebody without a seat says so in its
    title.
    """
    method = _METHODS.get(kind, "")
    if not method or signup.status in SignUp.UNCONFIRMED:
        return ""
    occurrence = signup.occurrence
    title = page.title if page else occurrence.event.title
    vevent = ical.as_vevent(occurrence, page)
    # Both only ever grow, so each mail to this person comes after the one before. (§ 2.1.4)
    vevent.pop("SEQUENCE", None)
    vevent.add("sequence", occurrence.sequence + signup.sequence)
    vevent.pop("DTSTAMP", None)
    vevent.add("dtstamp", timezone.now())
    if occurrence.is_online and occurrence.event.online_url:
        vevent.pop("LOCATION", None)
        if signup.status == SignUp.Status.CONFIRMED:
            vevent.add("location", occurrence.event.online_url)
    vevent.add("organizer", _organiser())
    vevent.add("attendee", _attendee(signup))
    if method == "CANCEL":
        vevent.pop("STATUS", None)
        vevent.add("status", "CANCELLED")
    elif signup.status != SignUp.Status.CONFIRMED:
        # Nobody is to mistake a place on the list for a seat.
        vevent.pop("SUMMARY", None)
        vevent.add("summary", _title_without_seat(signup, title, place_in_queue))
        vevent.pop("STATUS", None)
        vevent.add("status", "TENTATIVE")
        vevent.pop("TRANSP", None)
        vevent.add("transp", "TRANSPARENT")
    calendar = ical.new_calendar()
    calendar.add("method", method)
    calendar.add_component(vevent)
    written: bytes = calendar.to_ical()
    return written.decode()


def _title_without_seat(signup: SignUp, title: str, place_in_queue: int | None) -> str:
    if signup.status == SignUp.Status.OFFERED:
        return _("Answer the offer of a seat: %(title)s") % {"title": title}
    return _("No seat yet, number %(number)d on the waiting list: %(title)s") % {
        "number": place_in_queue or 0,
        "title": title,
    }


def _organiser() -> icalendar.vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organiser = icalendar.vCalAddress(f"mailto:{address}")
    organiser.params["CN"] = name or settings.WAGTAIL_SITE_NAME
    return organiser


def _attendee(signup: SignUp) -> icalendar.vCalAddress:
    has_seat = signup.status == SignUp.Status.CONFIRMED
    attendee = icalendar.vCalAddress(f"mailto:{signup.email}")
    attendee.params["CN"] = signup.name
    attendee.params["PARTSTAT"] = "ACCEPTED" if has_seat else "TENTATIVE"
    # Answering happens on our pages.
    attendee.params["RSVP"] = "FALSE"
    return attendee
