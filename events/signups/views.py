"""Signing up: the form, and one's own list.

Event pages are the same for every anonymous reader and link here; what is personal, and sets a
cookie for its form, is on these pages, which nobody caches.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import rate_limits
from core.themes import themes_for
from events.display.list_items import list_items
from events.display.localized_texts import TextsByLanguage
from events.models import Occurrence, SignUp
from events.signups import questions, registration, token_links
from events.signups.forms import PartyForm, SignUpForm
from events.signups.locking import NoSeatError
from events.signups.page_context import signup_page_context, visible_occurrence
from residents.models import User

# More than anybody can go to.
LISTED = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, occurrence_id: int) -> HttpResponse:
    """Ask who comes and how many, and take the seats or a place on the waiting list."""
    occurrence = visible_occurrence(request, occurrence_id)
    user = _account(request)
    if user and (own := _own(user, occurrence)):
        return _to_own(own)
    texts = TextsByLanguage(occurrence.event)
    form = _form(request, occurrence, user, texts)
    refused = False
    if request.method == "POST" and occurrence.takes_signups and form.is_valid():
        if user is None and not _may_try(request, form):
            return _too_often(request, occurrence, form)
        try:
            _sign_up(form, occurrence, user, texts)
        except NoSeatError:
            refused = True
            # As it stands now; what was typed is kept, and judged by the seats that are left.
            occurrence = visible_occurrence(request, occurrence_id)
            form = _form(request, occurrence, user, texts)
            form.refuse()
        else:
            return redirect("events:sent", occurrence.pk)
    return _form_page(request, occurrence, form, refused=refused)


@never_cache
@require_safe
def sent(request: HttpRequest, occurrence_id: int) -> HttpResponse:
    """Say what happens next. To strangers it is the same page, whatever they had filled in."""
    occurrence = visible_occurrence(request, occurrence_id)
    user = _account(request)
    own = _own(user, occurrence) if user else None
    context = {
        **signup_page_context(request, occurrence),
        "signup": own,
        "place_in_queue": own.place_in_queue if own else None,
        "cancel_token": token_links.token(own, token_links.CANCEL) if own else "",
        "manage_token": token_links.token(own, token_links.MANAGE) if own else "",
        "ticket_token": token_links.token(own, token_links.TICKET) if own else "",
        "hours": settings.UNCONFIRMED_SIGNUP_HOURS,
    }
    return render(request, "events/sent.html", context)


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """List what the resident is signed up or waits for, with what can be done about each."""
    signups = list(
        SignUp.objects.of(request.user)  # type: ignore[arg-type]
        .standing()
        .to_come()
        .select_related("occurrence__event__area")[:LISTED]
    )
    shown = list_items((signup.occurrence for signup in signups), themes_for(request))
    rows = [
        {
            "entry": entry,
            "signup": signup,
            "cancel_token": token_links.token(signup, token_links.CANCEL),
            "confirm_token": token_links.token(signup, token_links.CONFIRM),
            "manage_token": token_links.token(signup, token_links.MANAGE),
            "offer_token": token_links.token(signup, token_links.OFFER),
        }
        for entry, signup in zip(shown, signups, strict=True)
    ]
    return render(request, "events/mine.html", {"rows": rows, "robots": "noindex"})


def _account(request: HttpRequest) -> User | None:
    user: User | AnonymousUser = request.user
    return user if isinstance(user, User) else None


def _own(user: User, occurrence: Occurrence) -> SignUp | None:
    """Return the sign-up of `user` for `occurrence` that stands."""
    return SignUp.objects.of(user).standing().filter(occurrence=occurrence).first()


def _to_own(signup: SignUp) -> HttpResponse:
    """Lead somebody who is signed up to what they can do about it."""
    if signup.status in SignUp.UNCONFIRMED:
        return redirect("events:confirm", token_links.token(signup, token_links.CONFIRM))
    if signup.status == SignUp.Status.OFFERED:
        return redirect("events:offer", token_links.token(signup, token_links.OFFER))
    return redirect("events:sent", signup.occurrence_id)


def _form(
    request: HttpRequest, occurrence: Occurrence, user: User | None, texts: TextsByLanguage
) -> PartyForm:
    text = texts[_language()]
    return (PartyForm if user else SignUpForm)(
        request.POST if request.method == "POST" else None,
        occurrence=occurrence,
        text=text,
        asked=questions.asked_of(occurrence.event, text),
    )


def _sign_up(
    form: PartyForm, occurrence: Occurrence, user: User | None, texts: TextsByLanguage
) -> SignUp:
    said = form.cleaned_data
    party = registration.SignUpRequest(
        user=user,
        name=(user.get_full_name() or user.public_name)[:120] if user else said["name"],
        email=user.email if user else said["email"],
        size=said["party_size"],
        companions=said.get("companions", ()),
        is_newcomer=said.get("is_newcomer", False),
        consented_to=form.consent if said.get("consents") else "",
        answers=form.answers,
        language=_language(),
    )
    return registration.sign_up(
        occurrence=occurrence,
        party=party,
        waits=said["waits"],
        attempt=said["attempt"],
        texts=texts,
    )


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _form_page(
    request: HttpRequest, occurrence: Occurrence, form: PartyForm, *, refused: bool
) -> HttpResponse:
    """Show the form, or why there is none: 410 if nobody can sign up any more, 409 if not yet."""
    context = {**signup_page_context(request, occurrence), "form": form, "refused": refused}
    if not occurrence.takes_signups:
        later = occurrence.opens_later and occurrence.takes_place and occurrence.event.has_signup
        return render(request, "events/closed.html", context, status=409 if later else 410)
    return render(request, "events/sign_up.html", context, status=409 if refused else 200)


def _may_try(request: HttpRequest, form: PartyForm) -> bool:
    """Count a stranger's sign-up: by where they come from, and by the address they write."""
    return rate_limits.allows(request, "event_signup") and rate_limits.allows(
        request, "event_signup_address", key=form.cleaned_data["email"].lower()
    )


def _too_often(request: HttpRequest, occurrence: Occurrence, form: PartyForm) -> HttpResponse:
    """Show the form again with all that was typed, and say when to send it."""
    context = {**signup_page_context(request, occurrence), "form": form, "too_often": True}
    response = render(request, "events/sign_up.html", context, status=429)
    response.headers["Retry-After"] = str(rate_limits.seconds_to_wait("event_signup"))
    return response
