"""What an organiser does for one party: adds it, changes it, moves it, cancels it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.primary_keys import parse_pk
from events.models import Occurrence, SignUp
from events.organisers.attendees import attendees
from events.organisers.forms import AddForm, PartySizeForm
from events.organisers.layout import organiser_page
from events.organisers.permissions import for_organisers
from events.signups import (
    cancellation,
    manual,
    registration,
    waiting_list,
)
from events.signups.locking import NoSeatError
from events.signups.manual import AlreadySignedUp
from residents.requests import SignedInRequest

# More times than this are not chosen from a list.
LISTED = 100


@require_http_methods(["GET", "HEAD", "POST"])
@for_organisers
def add(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """Write somebody down who telephoned."""
    form = AddForm(request.POST if request.method == "POST" else None, occurrence=occurrence)
    twin, refused = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            signup = manual.add(
                occurrence=occurrence,
                party=form.party,
                by=request.user,
                phone=form.cleaned_data["phone"],
                waits=form.cleaned_data["waits"],
                attempt=form.cleaned_data["attempt"],
            )
        except AlreadySignedUp as error:
            twin = error.signup
            form.add_error("email", _("This address is signed up already."))
        except NoSeatError:
            occurrence.refresh_from_db()
            refused = _why_no_seat(occurrence, at_the_door=True)
        else:
            messages.success(request, _added(signup))
            return redirect("events:attendee", occurrence.pk, signup.pk)
    return organiser_page(
        request,
        occurrence,
        "add",
        current="add",
        status=409 if refused or twin else 200,
        form=form,
        twin=twin,
        refused=refused,
    )


@require_safe
@for_organisers
def attendee(request: SignedInRequest, occurrence: Occurrence, signup: SignUp) -> HttpResponse:
    """Show one party, and what can be done for it."""
    return _attendee(request, occurrence, signup, PartySizeForm(signup=signup))


@require_POST
@for_organisers
def change_party(request: SignedInRequest, occurrence: Occurrence, signup: SignUp) -> HttpResponse:
    """Let another number of people come."""
    form = PartySizeForm(request.POST, signup=signup)
    if not form.is_valid():
        return _attendee(request, occurrence, signup, form)
    try:
        changed = registration.change_party(
            signup, size=form.cleaned_data["party_size"], companions=form.companions
        )
    except NoSeatError:
        occurrence.refresh_from_db()
        signup.refresh_from_db()
        refused = _CAME if signup.checked_in_at else _why_no_seat(occurrence)
        return _attendee(request, occurrence, signup, form, refused=str(refused))
    return _done(request, signup, changed, _("The number of people is changed."))


@require_POST
@for_organisers
def move(request: SignedInRequest, occurrence: Occurrence, signup: SignUp) -> HttpResponse:
    """Move the party to another time of the same event."""
    others = _other_times(occurrence)
    target = get_object_or_404(others, pk=parse_pk(request.POST.get("to", "")))
    form = PartySizeForm(signup=signup)
    try:
        changed = manual.move(signup, to=target)
    except NoSeatError:
        target.refresh_from_db()
        refused = _why_no_seat(target)
        return _attendee(request, occurrence, signup, form, refused=refused)
    except AlreadySignedUp:
        refused = _("They are signed up for that time already.")
        return _attendee(request, occurrence, signup, form, refused=refused)
    return _done(request, signup, changed, _("Moved to another time."))


@require_POST
@for_organisers
def act(
    request: SignedInRequest, occurrence: Occurrence, signup: SignUp, verb: str
) -> HttpResponse:
    """Cancel for somebody who telephoned, confirm, or accept the seats they are offered."""
    do, words = _VERBS[verb]
    return _done(request, signup, do(signup), str(words))


_CAME = gettext_lazy("They have come already. Undo that first.")
_VERBS: dict[str, tuple[Any, Any]] = {
    "cancel": (
        partial(cancellation.cancel, by_organiser=True),
        gettext_lazy("The sign-up is cancelled."),
    ),
    "confirm": (registration.confirm, gettext_lazy("The sign-up is confirmed.")),
    "accept": (waiting_list.accept, gettext_lazy("They have a seat now.")),
}


def _attendee(
    request: HttpRequest,
    occurrence: Occurrence,
    signup: SignUp,
    form: PartySizeForm,
    *,
    refused: str = "",
) -> HttpResponse:
    signup.refresh_from_db()
    [row] = attendees(occurrence, [signup.pk])
    return organiser_page(
        request,
        occurrence,
        "attendee",
        status=409 if refused else 200,
        attendee=row,
        signup=signup,
        form=form,
        refused=refused,
        can_change=signup.stands and occurrence.takes_place and not occurrence.has_begun,
        has_come=signup.checked_in_at is not None,
        can_move=(
            signup.stands and signup.status not in SignUp.UNCONFIRMED and not occurrence.is_over
        ),
        can_cancel=signup.stands and not occurrence.is_over,
        others=list(_other_times(occurrence)[:LISTED]),
    )


def _other_times(occurrence: Occurrence) -> Any:
    """Return the other times of the same event to which one can be moved."""
    found = Occurrence.objects.filter(event=occurrence.event_id).exclude(pk=occurrence.pk)
    return found.upcoming().select_related("event")


def _done(request: HttpRequest, signup: SignUp, changed: bool, words: str) -> HttpResponse:
    """Say what was done, or that it was done already, and show how it stands."""
    signup.refresh_from_db()
    if changed:
        messages.success(request, words)
    else:
        messages.info(request, _("Nothing is changed: look at how it stands."))
    return redirect("events:attendee", signup.occurrence_id, signup.pk)


def _added(signup: SignUp) -> str:
    words = {"name": signup.name}
    if signup.status == SignUp.Status.WAITING:
        return _("%(name)s is on the waiting list.") % words
    return _("%(name)s is signed up.") % words


def _why_no_seat(occurrence: Occurrence, *, at_the_door: bool = False) -> str:
    """Return why there is no seat, and what can be done, as a sentence or two.

    Who is added `at_the_door` can be so until it is over; all else ends when it begins.
    """
    if occurrence.is_cancelled:
        return _("This time is cancelled.")
    if not occurrence.takes_place:
        return _("This time is postponed: nobody knows yet when it will be.")
    if occurrence.is_over:
        return _("It is over.")
    if occurrence.has_begun and not at_the_door:
        return _("It has begun. Nobody can be changed or moved any more.")
    if not occurrence.event.is_published:
        return _("The event's page is not published.")
    if not occurrence.event.has_signup:
        return _("Nobody signs up for this event: everybody just comes.")
    if occurrence.is_full:
        return _("There are no seats left.")
    return _("There are not enough seats for that many: %(left)d left.") % {
        "left": occurrence.seats_left or 0
    }
