"""The sign-up form and the list of the user's own sign-ups.

Event pages are cached and the same for every anonymous reader, so everything personal, and every
form with a CSRF cookie, is on the pages here, which are never cached.
"""

import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import rate_limits
from core.themes import localized_themes
from events.display.list_items import list_items
from events.display.localized_texts import TextsByLanguage
from events.display.waiting_counts import waiting_count
from events.models import Occurrence, SignUp
from events.signups import questions, registration
from events.signups.forms import PartyForm, SignUpForm
from events.signups.locking import NoSeatError
from events.signups.page_context import signup_page_context, visible_occurrence
from events.signups.status_messages import page_heading, waiting_rule
from events.signups.token_links import SignUpLinks
from residents.models import User

# Rows on the page of the user's own sign-ups.
LISTED = 200
# The parameter of the page after the form: the party waits for seats.
_WAITS = "waits"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, occurrence_id: int) -> HttpResponse:
    """Show the sign-up form; POST takes seats or a position on the waiting list."""
    occurrence = visible_occurrence(request, occurrence_id)
    user = _account(request)
    if user and (own := _own_signup(user, occurrence)):
        return _redirect_to(own)
    texts = TextsByLanguage(occurrence.event)
    form = _form(request, occurrence, user, texts)
    refused = False
    if request.method == "POST" and occurrence.takes_signups and form.is_valid():
        if user is None and not _is_within_limits(request, form):
            return _too_many_requests(request, occurrence, form)
        try:
            signup = _sign_up(form, occurrence, user, texts)
        except NoSeatError:
            refused = True
            # Validate the submitted form again, with the seats that are left now.
            occurrence = visible_occurrence(request, occurrence_id)
            form = _form(request, occurrence, user, texts)
            form.refuse()
        else:
            waits = user is None and _waits(form, occurrence, signup)
            query = f"?{urlencode({_WAITS: 1})}" if waits else ""
            return redirect(reverse("events:sent", args=[occurrence.pk]) + query)
    return _form_page(request, occurrence, form, refused=refused)


@never_cache
@require_safe
def sent(request: HttpRequest, occurrence_id: int) -> HttpResponse:
    """Show the next step after the form.

    Anonymous readers learn whether the mail is about seats or about the waiting list, and not
    whether the address was signed up already.
    """
    occurrence = visible_occurrence(request, occurrence_id)
    user = _account(request)
    signup = _own_signup(user, occurrence) if user else None
    hours = settings.UNCONFIRMED_SIGNUP_HOURS
    context = {
        **signup_page_context(request, occurrence, signup),
        "heading": page_heading("sent", signup),
        "hours": hours,
        "begins_first": occurrence.starts_at < timezone.now() + datetime.timedelta(hours=hours),
        "waits": _WAITS in request.GET,
    }
    return render(request, "events/sent.html", context)


@require_safe
@login_required
@never_cache
def my_signups(request: HttpRequest) -> HttpResponse:
    """List the resident's own sign-ups that are still to come."""
    signups = list(
        SignUp.objects.of(request.user)  # type: ignore[arg-type]
        .active()
        .to_come()
        .select_related("occurrence__event__area")[:LISTED]
    )
    entries = list_items((signup.occurrence for signup in signups), localized_themes())
    rows = [
        {"entry": entry, "signup": signup, "links": SignUpLinks(signup)}
        for entry, signup in zip(entries, signups, strict=True)
    ]
    return render(request, "events/my_signups.html", {"rows": rows, "robots": "noindex"})


def _account(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _own_signup(user: User, occurrence: Occurrence) -> SignUp | None:
    """Return the current sign-up of `user` for `occurrence`."""
    return SignUp.objects.of(user).active().filter(occurrence=occurrence).first()


def _redirect_to(signup: SignUp) -> HttpResponse:
    """Redirect to the page where the owner of `signup` can act next."""
    if signup.status in SignUp.UNCONFIRMED:
        return redirect(SignUpLinks(signup).confirm)
    if signup.status == SignUp.Status.OFFERED:
        return redirect(SignUpLinks(signup).offer)
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
    data = form.cleaned_data
    party = registration.SignUpRequest(
        user=user,
        name=(user.get_full_name() or user.public_name)[:120] if user else data["name"],
        email=user.email if user else data["email"],
        size=data["party_size"],
        companions=data.get("companions", ()),
        is_newcomer=data.get("is_newcomer", False),
        consented_to=form.consent if data.get("consents") else "",
        answers=form.answers,
        language=_language(),
    )
    return registration.sign_up(
        occurrence=occurrence,
        party=party,
        waits=data["waits"],
        attempt=data["attempt"],
        texts=texts,
    )


def _waits(form: PartyForm, occurrence: Occurrence, signup: SignUp) -> bool:
    """Whether the party goes on the waiting list when it is confirmed.

    For an address that was signed up already: whether a party with another address would have,
    by the seats that were free when the form was sent.
    """
    attempt = form.cleaned_data["attempt"]
    if attempt and signup.attempt == attempt:
        return signup.is_waiting
    is_newcomer = form.cleaned_data.get("is_newcomer", False)
    left = occurrence.free_seats if is_newcomer else occurrence.seats_left
    return left is not None and form.cleaned_data["party_size"] > left


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _form_page(
    request: HttpRequest, occurrence: Occurrence, form: PartyForm, *, refused: bool
) -> HttpResponse:
    """Show the form, or the reason why there is none: 409 before sign-up opens, 410 after it."""
    context = _form_context(request, occurrence, form)
    if not occurrence.takes_signups:
        later = occurrence.opens_later and occurrence.takes_place and occurrence.event.has_signup
        return render(request, "events/closed.html", context, status=409 if later else 410)
    context["refused"] = refused
    return render(request, "events/sign_up.html", context, status=409 if refused else 200)


def _form_context(
    request: HttpRequest, occurrence: Occurrence, form: PartyForm
) -> dict[str, object]:
    return {
        **signup_page_context(request, occurrence),
        "form": form,
        "waiting": waiting_count(occurrence) if occurrence.is_full else None,
        "waiting_rule": waiting_rule(group=occurrence.event.max_party_size > 1),
        "retention_days": settings.SIGNUP_RETENTION_DAYS,
    }


def _is_within_limits(request: HttpRequest, form: PartyForm) -> bool:
    """Count an anonymous sign-up against the limits per client and per e-mail address."""
    return rate_limits.allows(request, "event_signup") and rate_limits.allows(
        request, "event_signup_address", key=form.cleaned_data["email"]
    )


def _too_many_requests(
    request: HttpRequest, occurrence: Occurrence, form: PartyForm
) -> HttpResponse:
    """Show the submitted form again with status 429 and a Retry-After header."""
    context = {**_form_context(request, occurrence, form), "too_often": True}
    response = render(request, "events/sign_up.html", context, status=429)
    response.headers["Retry-After"] = str(rate_limits.seconds_to_wait("event_signup"))
    return response
