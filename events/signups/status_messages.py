"""The status of a sign-up as text: for the person signed up, on the ticket, and for organisers."""

from dataclasses import dataclass

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.dates import natural_datetime
from events.display.list_items import EventListItem
from events.models import SignUp

_CONFIRMED, _WAITING = SignUp.Status.CONFIRMED, SignUp.Status.WAITING
_OFFERED, _LAPSED = SignUp.Status.OFFERED, SignUp.Status.LAPSED
_CANCELLED, _EXPIRED = SignUp.Status.CANCELLED, SignUp.Status.EXPIRED
_ASKING = SignUp.Status.ASKING

# By page, then by status; None is for all other statuses.
_HEADINGS: dict[str, dict[str | None, Promise]] = {
    "confirm": {
        _CONFIRMED: gettext_lazy("You are signed up"),
        _WAITING: gettext_lazy("You are on the waiting list"),
        None: gettext_lazy("Confirm your sign-up"),
    },
    "manage": {
        _WAITING: gettext_lazy("Your place on the waiting list"),
        None: gettext_lazy("Your sign-up"),
    },
    "cancel": {
        _CANCELLED: gettext_lazy("Your sign-up is cancelled"),
        _WAITING: gettext_lazy("Leave the waiting list"),
        _ASKING: gettext_lazy("Leave the waiting list"),
        None: gettext_lazy("Cancel your sign-up"),
    },
    "offer": {
        _CONFIRMED: gettext_lazy("You are signed up"),
        _CANCELLED: gettext_lazy("You have said no"),
        None: gettext_lazy("Do you want the seat?"),
    },
    "feedback": {None: gettext_lazy("How was it?")},
    "sent": {
        _CONFIRMED: gettext_lazy("You are signed up"),
        _WAITING: gettext_lazy("You are on the waiting list"),
        None: gettext_lazy("Check your e-mail"),
    },
}


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """A status for a notice or a chip."""

    # "success", "warning", "error" or "info"; empty for a neutral chip.
    kind: str
    title: str
    text: str = ""
    # Of a chip; a notice gets the icon of its kind.
    icon: str = ""


def page_heading(page: str, signup: SignUp | None) -> str:
    """Return the heading of a page about a sign-up; `page` is the name of its template."""
    headings = _HEADINGS[page]
    return str(headings.get(signup.status if signup else None, headings[None]))


def cancel_label(signup: SignUp) -> str:
    """Return the label of the button that cancels `signup`."""
    return _("Leave the waiting list") if signup.is_waiting else _("Cancel my sign-up")


def person_notice(
    signup: SignUp, entry: EventListItem, queue_position: int | None
) -> StatusMessage | None:
    """Return the status with the next step; None for a sign-up that can be confirmed."""
    occurrence = entry.occurrence
    if occurrence.is_cancelled:
        return StatusMessage("error", _("This event is cancelled"), entry.reason)
    if occurrence.is_over:
        return StatusMessage("info", _("This event is over"))
    if occurrence.is_postponed and signup.is_active:
        return StatusMessage(
            "warning",
            _("This event is postponed: please do not come at this time"),
            _("Your sign-up is kept. We write to you when there is a new date."),
        )
    if signup.status == _WAITING:
        return StatusMessage(
            "warning",
            _("No seat yet: you are number %(number)s on the waiting list")
            % {"number": localize(queue_position)},
            _(
                "Please do not come before we have written to you. Freed seats are offered in the"
                " order of the list; a party that does not fit keeps its place, and the next that"
                " fits is asked."
            ),
        )
    return _notice_with_seat(signup) or _notice_without_seat(signup)


def _notice_with_seat(signup: SignUp) -> StatusMessage | None:
    seats = signup.party_size
    if signup.status == _CONFIRMED:
        title = ngettext("There is a seat for you", "There are %(seats)s seats for you", seats) % {
            "seats": localize(seats)
        }
        return StatusMessage(
            "success", title, _("We have sent you a mail with a link, in case you cannot come.")
        )
    if signup.can_be_accepted:
        title = ngettext("You are offered a seat", "You are offered %(seats)s seats", seats) % {
            "seats": localize(seats)
        }
        text = _("Say yes or no before %(until)s. After that, somebody else is asked.")
        return StatusMessage("info", title, text % {"until": _deadline(signup)})
    return None


def _notice_without_seat(signup: SignUp) -> StatusMessage | None:
    if signup.status in {_OFFERED, _LAPSED}:
        return StatusMessage(
            "warning",
            _("This offer has ended"),
            _(
                "It was not answered in time, so somebody else is asked. You can sign up again:"
                " you are put at the end of the list."
            ),
        )
    if signup.status == _CANCELLED:
        return StatusMessage(
            "success",
            _("You are no longer signed up"),
            _("Thank you for telling us: somebody else can have your place."),
        )
    if signup.status == _EXPIRED or not signup.can_be_confirmed:
        return StatusMessage(
            "warning",
            _("This link is too old"),
            _(
                "Your sign-up has lapsed, because nobody confirmed it in time. You can sign up"
                " again."
            ),
        )
    return None


def person_chip(signup: SignUp) -> StatusMessage:
    """Return the status in a few words, for the list of the user's own sign-ups."""
    if signup.status == _CONFIRMED:
        return StatusMessage("success", _("You are signed up"), icon="check-circle")
    if signup.status == _WAITING:
        return StatusMessage("warning", _("No seat yet: on the waiting list"), icon="warning")
    if signup.status == _OFFERED:
        title = _("A seat is offered: answer before %(until)s") % {"until": _deadline(signup)}
        return StatusMessage("warning", title, icon="warning")
    return StatusMessage("warning", _("Not confirmed yet"), icon="warning")


def ticket_notice(
    signup: SignUp, entry: EventListItem, queue_position: int | None
) -> StatusMessage | None:
    """Return why the ticket of `signup` is not valid; None if it is."""
    occurrence = entry.occurrence
    if occurrence.is_cancelled:
        return StatusMessage("error", _("This event is cancelled"), entry.reason)
    if occurrence.is_postponed:
        return StatusMessage("warning", _("This event is postponed"), entry.reason)
    if occurrence.is_over:
        return StatusMessage("info", _("This event is over"))
    if queue_position:
        return StatusMessage(
            "warning",
            _("You are number %(place_in_queue)s on the waiting list")
            % {"place_in_queue": localize(queue_position)},
            _(
                "There is no seat for you yet. Please do not come before we write that there is"
                " one."
            ),
        )
    if signup.status != _CONFIRMED:
        return StatusMessage("warning", _("You have no seat"), signup.get_status_display())
    return None


def organiser_chip(signup: SignUp, queue_position: int | None) -> StatusMessage:
    """Return the status in a few words, for the organisers."""
    if signup.status == _CONFIRMED and signup.arrived:
        title = _("%(arrived)s of %(of)s have come") % {
            "arrived": localize(signup.arrived),
            "of": localize(signup.party_size),
        }
        return StatusMessage("success", title, icon="check-circle")
    if queue_position:
        title = _("Number %(place)s on the waiting list") % {"place": localize(queue_position)}
        return StatusMessage("warning", title)
    if signup.status == _CONFIRMED:
        return StatusMessage("success", signup.get_status_display())
    kind = "" if signup.status in {_CANCELLED, _LAPSED} else "warning"
    return StatusMessage(kind, signup.get_status_display())


def _deadline(signup: SignUp) -> str:
    return natural_datetime(signup.expires_at)
