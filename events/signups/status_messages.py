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
        _ASKING: gettext_lazy("Confirm that you want to wait"),
        None: gettext_lazy("Confirm your sign-up"),
    },
    "manage": {
        _WAITING: gettext_lazy("You are on the waiting list"),
        _OFFERED: gettext_lazy("You have been offered a place"),
        None: gettext_lazy("Your sign-up"),
    },
    "cancel": {
        _CANCELLED: gettext_lazy("You are no longer signed up"),
        _WAITING: gettext_lazy("Leave the waiting list"),
        _ASKING: gettext_lazy("Leave the waiting list"),
        None: gettext_lazy("Cancel your sign-up"),
    },
    "offer": {
        _CONFIRMED: gettext_lazy("You are signed up"),
        _CANCELLED: gettext_lazy("You have turned down the place"),
        _LAPSED: gettext_lazy("The offer has expired"),
        None: gettext_lazy("Do you want the place?"),
    },
    "feedback": {None: gettext_lazy("How was it?")},
    "sent": {
        _CONFIRMED: gettext_lazy("You are signed up"),
        _WAITING: gettext_lazy("You are on the waiting list"),
        None: gettext_lazy("Check your email"),
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


def waiting_rule(*, group: bool = True) -> str:
    """Return how freed seats are given out, for the form and for people on the waiting list."""
    rule = _("When a place becomes free, we write to the next in the queue.")
    if not group:
        return rule
    return " ".join(
        (
            rule,
            _(
                "If there is not room for your whole group, you keep your place in the queue, and"
                " we ask the next ones."
            ),
        )
    )


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
            _("This event is postponed. Please do not come at this time."),
            _("You are still signed up. We will write to you when there is a new date."),
        )
    if signup.status == _WAITING:
        return _waiting_message(signup, queue_position)
    return _notice_with_seat(signup) or _notice_without_seat(signup)


def _notice_with_seat(signup: SignUp) -> StatusMessage | None:
    seats = signup.party_size
    if signup.status == _CONFIRMED:
        title = ngettext("You have a place", "You have %(seats)s places", seats)
        return StatusMessage("success", title % {"seats": localize(seats)})
    if signup.can_be_accepted:
        title = ngettext(
            "There is a place for you, if you want it",
            "There are %(seats)s places for you, if you want them",
            seats,
        )
        text = _("Answer before %(until)s. After that, we ask the next in the queue.")
        return StatusMessage(
            "info", title % {"seats": localize(seats)}, text % {"until": _deadline(signup)}
        )
    return None


def _waiting_message(signup: SignUp, queue_position: int | None) -> StatusMessage:
    """Return that there is no seat yet: the same on the sign-up's pages and on the ticket."""
    title = ngettext(
        "You don’t have a place yet: you are number %(number)s on the waiting list",
        "Your group has no places yet: you are number %(number)s on the waiting list",
        signup.party_size,
    )
    text = _("Please do not come until we have written to you.")
    return StatusMessage(
        "warning",
        title % {"number": localize(queue_position)},
        f"{text} {waiting_rule(group=signup.party_size > 1)}",
    )


def _notice_without_seat(signup: SignUp) -> StatusMessage | None:
    if signup.status in {_OFFERED, _LAPSED}:
        return StatusMessage(
            "warning",
            _("The offer has expired"),
            _(
                "You did not answer in time, so we have asked the next in the queue. If you still"
                " want to come, sign up again: you join at the end of the queue."
            ),
        )
    if signup.status == _CANCELLED:
        return StatusMessage(
            "success",
            _("You are no longer signed up"),
            _("Thank you for telling us. Someone else can have your place now."),
        )
    if signup.status == _EXPIRED or not signup.can_be_confirmed:
        return StatusMessage(
            "warning",
            _("This link has expired"),
            _("You did not confirm your sign-up in time. You can sign up again."),
        )
    return None


def person_chip(signup: SignUp) -> StatusMessage:
    """Return the status in a few words, for the list of the user's own sign-ups."""
    if signup.status == _CONFIRMED:
        return StatusMessage("success", _("You are signed up"), icon="check-circle")
    if signup.status == _WAITING:
        return StatusMessage(
            "warning", _("No place yet: you are on the waiting list"), icon="warning"
        )
    if signup.status == _OFFERED:
        title = _("You have been offered a place: answer before %(until)s") % {
            "until": _deadline(signup)
        }
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
    if signup.status == _WAITING:
        return _waiting_message(signup, queue_position)
    if signup.status != _CONFIRMED:
        return StatusMessage("warning", _("You don’t have a place"), signup.get_status_display())
    return None


def organiser_chip(signup: SignUp, queue_position: int | None) -> StatusMessage:
    """Return the status in a few words, for the organisers."""
    if signup.status == _CONFIRMED and signup.arrived:
        title = _("%(arrived)s of %(of)s have arrived") % {
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
