"""Views on one sign-up: add, change, move, cancel, confirm and accept on a person's behalf."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
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
from events.signups.manual import AlreadySignedUp, JustAdded
from residents.requests import SignedInRequest

# Occurrences in the list for moving a party.
LISTED = 100


@dataclass(frozen=True, slots=True)
class AllowedActions:
    """What an organiser can do with a sign-up now."""

    change: bool
    move: bool
    cancel: bool


def allowed_actions(signup: SignUp, occurrence: Occurrence) -> AllowedActions:
    """Return what an organiser can do with `signup` for `occurrence` at this moment."""
    is_confirmed = signup.is_active and signup.status not in SignUp.UNCONFIRMED
    return AllowedActions(
        change=signup.is_active and occurrence.takes_place and not occurrence.has_begun,
        move=is_confirmed and not occurrence.is_over,
        cancel=signup.is_active and not occurrence.is_over,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_organisers
def add(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """Show the form for adding a party; POST signs it up."""
    form = AddForm(request.POST if request.method == "POST" else None, occurrence=occurrence)
    existing, refused = None, ""
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
        except JustAdded as error:
            message = _(
                "You have already added %(name)s. If this is someone else with the same name, "
                "add something to tell them apart."
            )
            messages.info(request, message % {"name": error.signup.name})
            return redirect("events:attendee", occurrence.pk, error.signup.pk)
        except AlreadySignedUp as error:
            existing = error.signup
            form.add_error("email", _("This address is already signed up."))
        except NoSeatError:
            occurrence.refresh_from_db()
            refused = _why_no_seat(occurrence, at_the_door=True)
        else:
            messages.success(request, _added_message(signup))
            return redirect("events:attendee", occurrence.pk, signup.pk)
    return organiser_page(
        request,
        occurrence,
        "add",
        current="add",
        status=409 if refused or existing else 200,
        form=form,
        existing=existing,
        refused=refused,
    )


@require_safe
@for_organisers
def attendee(request: SignedInRequest, occurrence: Occurrence, signup: SignUp) -> HttpResponse:
    """Show one sign-up with the forms to change it."""
    return _attendee_page(request, occurrence, signup, PartySizeForm(signup=signup))


@require_POST
@for_organisers
def change_party(request: SignedInRequest, occurrence: Occurrence, signup: SignUp) -> HttpResponse:
    """Change the size of the party and the names."""
    form = PartySizeForm(request.POST, signup=signup)
    if not form.is_valid():
        return _attendee_page(request, occurrence, signup, form)
    try:
        changed = registration.change_party(
            signup, size=form.cleaned_data["party_size"], companions=form.companions
        )
    except NoSeatError:
        occurrence.refresh_from_db()
        signup.refresh_from_db()
        refused = _CHECKED_IN if signup.checked_in_at else _why_no_seat(occurrence)
        return _attendee_page(request, occurrence, signup, form, refused=str(refused))
    return _redirect_with_message(
        request, signup, changed, _("The number of people has been changed.")
    )


@require_POST
@for_organisers
def move(request: SignedInRequest, occurrence: Occurrence, signup: SignUp) -> HttpResponse:
    """Move the party to another occurrence of the event."""
    target = get_object_or_404(_move_targets(occurrence), pk=parse_pk(request.POST.get("to", "")))
    form = PartySizeForm(signup=signup)
    try:
        changed = manual.move(signup, to=target)
    except NoSeatError:
        target.refresh_from_db()
        refused = _why_no_seat(target)
        return _attendee_page(request, occurrence, signup, form, refused=refused)
    except AlreadySignedUp:
        refused = _("They are already signed up for that date.")
        return _attendee_page(request, occurrence, signup, form, refused=refused)
    return _redirect_with_message(request, signup, changed, _("Moved to another date."))


@require_POST
@for_organisers
def act(
    request: SignedInRequest, occurrence: Occurrence, signup: SignUp, action: str
) -> HttpResponse:
    """Cancel or confirm a sign-up, or accept an offer, on the person's behalf."""
    perform, message = _ACTIONS[action]
    return _redirect_with_message(request, signup, perform(signup), str(message))


_CHECKED_IN = gettext_lazy("They are already checked in. Undo that first.")
_ACTIONS: dict[str, tuple[Callable[[SignUp], bool], Promise]] = {
    "cancel": (
        partial(cancellation.cancel, by_organiser=True),
        gettext_lazy("The sign-up has been cancelled."),
    ),
    "confirm": (registration.confirm, gettext_lazy("The sign-up has been confirmed.")),
    "accept": (waiting_list.accept, gettext_lazy("They have a place now.")),
}


def _attendee_page(
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
        allowed=allowed_actions(signup, occurrence),
        move_targets=list(_move_targets(occurrence)[:LISTED]),
    )


def _move_targets(occurrence: Occurrence) -> Any:
    """Return the other upcoming occurrences of the same event."""
    others = Occurrence.objects.filter(event=occurrence.event_id).exclude(pk=occurrence.pk)
    return others.upcoming().select_related("event")


def _redirect_with_message(
    request: HttpRequest, signup: SignUp, changed: bool, message: str
) -> HttpResponse:
    """Redirect to the sign-up, saying whether the action changed anything."""
    signup.refresh_from_db()
    if changed:
        messages.success(request, message)
    else:
        messages.info(request, _("Nothing was changed. Please check the list again."))
    return redirect("events:attendee", signup.occurrence_id, signup.pk)


def _added_message(signup: SignUp) -> str:
    params = {"name": signup.name}
    if signup.status == SignUp.Status.WAITING:
        return _("%(name)s is on the waiting list.") % params
    return _("%(name)s is signed up.") % params


def _why_no_seat(occurrence: Occurrence, *, at_the_door: bool = False) -> str:
    """Return why `occurrence` has no seat for a party.

    A party added `at_the_door` can get a seat until the end, others until the start.
    """
    if occurrence.is_cancelled:
        return _("This date is cancelled.")
    if not occurrence.takes_place:
        return _("This date is postponed, and there is no new date yet.")
    if occurrence.is_over:
        return _("The event is over.")
    if occurrence.has_begun and not at_the_door:
        return _("The event has started. You can no longer change or move sign-ups.")
    if not occurrence.event.is_published:
        return _("The event’s page is not published.")
    if not occurrence.event.has_signup:
        return _("There is no sign-up for this event. People just turn up.")
    if occurrence.is_full:
        return _("There are no places left.")
    return _("There is not room for that many. Places left: %(left)d.") % {
        "left": occurrence.seats_left or 0
    }
