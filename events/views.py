"""Signing up: the form, the mailed links, one's own list, and the calendar file.

Event pages are the same for every anonymous reader and link here; what is personal, and sets a
cookie for its form, is on these pages, which nobody caches.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import rate_limits
from core.mailed_links import token_page
from core.themes import themes_for
from events import ical
from events.forms import PartyForm, SignUpForm
from events.listing import entries, place_in_words
from events.models import Occurrence, SignUp
from events.signups import ending, links, taking
from events.signups.locking import NoSeatError
from residents.models import User

# More than anybody can go to.
LISTED = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, occurrence_id: int) -> HttpResponse:
    """Ask who comes and how many, and take the seats."""
    occurrence = _visible(request, occurrence_id)
    user = _account(request)
    if user and (own := _own(user, occurrence)):
        if own.status == SignUp.Status.CONFIRMED:
            return redirect("events:sent", occurrence.pk)
        return redirect("events:confirm", links.token(own, links.CONFIRM))
    form = _form(request, occurrence, user)
    refused = False
    if request.method == "POST" and occurrence.takes_signups and form.is_valid():
        if user is None and not _may_try(request, form):
            return _too_often(request, occurrence, form)
        try:
            _sign_up(form, occurrence, user)
        except NoSeatError:
            refused = True
            # As it stands now; what was typed is kept, and judged by the seats that are left.
            occurrence = _visible(request, occurrence_id)
            form = _form(request, occurrence, user)
        else:
            return redirect("events:sent", occurrence.pk)
    return _form_page(request, occurrence, form, refused=refused)


@never_cache
@require_safe
def sent(request: HttpRequest, occurrence_id: int) -> HttpResponse:
    """Say what happens next. To strangers it is the same page, whatever they had filled in."""
    occurrence = _visible(request, occurrence_id)
    user = _account(request)
    own = _own(user, occurrence) if user else None
    context = {
        **_about(request, occurrence),
        "signup": own,
        "cancel_token": links.token(own, links.CANCEL) if own else "",
        "hours": settings.UNCONFIRMED_SIGNUP_HOURS,
    }
    return render(request, "events/sent.html", context)


@token_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the sign-up that a mailed link leads to; confirm it when the button is pressed."""
    signup = links.find(token, links.CONFIRM)
    if signup is None:
        return _unknown_link(request)
    if request.method == "POST":
        taking.confirm(signup)
        return redirect("events:confirm", token)
    context = {**_about(request, signup.occurrence), "signup": signup, "token": token}
    takes_place = not (signup.occurrence.is_cancelled or signup.occurrence.is_over)
    stands = signup.can_be_confirmed or signup.status == SignUp.Status.CONFIRMED
    status = 200 if takes_place and stands else 410
    return render(request, "events/confirm.html", context, status=status)


@token_page
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Show the sign-up that a mailed link leads to; cancel it when the button is pressed."""
    signup = links.find(token, links.CANCEL)
    if signup is None:
        return _unknown_link(request)
    if request.method == "POST":
        ending.cancel(signup)
        return redirect("events:cancel", token)
    gone = signup.occurrence.is_over or signup.status == SignUp.Status.EXPIRED
    context = {**_about(request, signup.occurrence), "signup": signup, "token": token}
    return render(request, "events/cancel.html", context, status=410 if gone else 200)


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """List what the resident is signed up for, with a way out of each."""
    signups = list(
        SignUp.objects.of(request.user)  # type: ignore[arg-type]
        .holding_seats()
        .to_come()
        .select_related("occurrence__event__area")[:LISTED]
    )
    shown = entries((signup.occurrence for signup in signups), themes_for(request), request)
    rows = [
        {
            "entry": entry,
            "signup": signup,
            "cancel_token": links.token(signup, links.CANCEL),
            "confirm_token": links.token(signup, links.CONFIRM),
        }
        for entry, signup in zip(shown, signups, strict=True)
    ]
    return render(request, "events/mine.html", {"rows": rows, "robots": "noindex"})


@require_safe
def ics(request: HttpRequest, occurrence_id: int) -> HttpResponse:
    """Send one occurrence as a file that calendar programs read."""
    occurrence = _visible(request, occurrence_id)
    return HttpResponse(
        ical.occurrence_calendar(occurrence),
        content_type=ical.CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{ical.file_name(occurrence)}"',
            "X-Robots-Tag": "noindex",
        },
    )


def _visible(request: HttpRequest, occurrence_id: int) -> Occurrence:
    """Return the occurrence with all a page shows of it; raise `Http404` if it is not public."""
    visible = Occurrence.objects.visible_to(request.user).for_listing()
    return get_object_or_404(visible, pk=occurrence_id)


def _account(request: HttpRequest) -> User | None:
    user: User | AnonymousUser = request.user
    return user if isinstance(user, User) else None


def _own(user: User, occurrence: Occurrence) -> SignUp | None:
    """Return the sign-up of `user` for `occurrence` that holds seats."""
    return SignUp.objects.of(user).holding_seats().filter(occurrence=occurrence).first()


def _form(request: HttpRequest, occurrence: Occurrence, user: User | None) -> PartyForm:
    data = request.POST if request.method == "POST" else None
    return (PartyForm if user else SignUpForm)(data, occurrence=occurrence)


def _sign_up(form: PartyForm, occurrence: Occurrence, user: User | None) -> SignUp:
    answers = form.cleaned_data
    party = taking.Party(
        user=user,
        name=(user.get_full_name() or user.public_name)[:120] if user else answers["name"],
        email=user.email if user else answers["email"],
        size=answers["party_size"],
        language=get_language() or settings.LANGUAGE_CODE,
    )
    return taking.sign_up(occurrence=occurrence, party=party, attempt=answers["attempt"])


def _form_page(
    request: HttpRequest, occurrence: Occurrence, form: PartyForm, *, refused: bool
) -> HttpResponse:
    """Show the form, or why there is none: 410 if there will be no seat, 409 if there may be."""
    context = {**_about(request, occurrence), "form": form, "refused": refused}
    if not occurrence.takes_signups:
        return render(request, "events/closed.html", context, status=410)
    if occurrence.is_full and not form.is_bound:
        return render(request, "events/closed.html", context, status=409)
    return render(request, "events/sign_up.html", context, status=409 if refused else 200)


def _may_try(request: HttpRequest, form: PartyForm) -> bool:
    """Count a stranger's sign-up: by where they come from, and by the address they write."""
    return rate_limits.allows(request, "event_signup") and rate_limits.allows(
        request, "event_signup_address", key=form.cleaned_data["email"].lower()
    )


def _too_often(request: HttpRequest, occurrence: Occurrence, form: PartyForm) -> HttpResponse:
    """Show the form again with all that was typed, and say when to send it."""
    context = {**_about(request, occurrence), "form": form, "too_often": True}
    response = render(request, "events/sign_up.html", context, status=429)
    response.headers["Retry-After"] = str(rate_limits.seconds_to_wait("event_signup"))
    return response


def _unknown_link(request: HttpRequest) -> HttpResponse:
    return render(request, "events/unknown_link.html", {"robots": "noindex"}, status=404)


def _about(request: HttpRequest, occurrence: Occurrence) -> dict[str, Any]:
    """Return what every page of signing up says of the event."""
    [entry] = entries([occurrence], themes_for(request), request)
    return {
        "entry": entry,
        "occurrence": occurrence,
        "place": place_in_words(occurrence),
        "retention_days": settings.SIGNUP_RETENTION_DAYS,
        "robots": "noindex",
    }
