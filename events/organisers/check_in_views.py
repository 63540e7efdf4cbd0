"""Views of the check-in: the organiser's list, the page behind a QR code, and the ticket."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.models import Occurrence, SignUp
from events.organisers import check_in
from events.organisers.attendees import expected_attendees
from events.organisers.check_in import NotExpectedError, NotTakingPlaceError
from events.organisers.layout import organiser_page
from events.organisers.permissions import for_organisers, organiser_of
from events.signups import tickets, token_links
from events.signups.page_context import signup_page_context, signup_token_page
from residents.requests import SignedInRequest


@require_safe
@for_organisers
def check_in_list(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """List the expected parties, each with a check-in button."""
    search = request.GET.get("q", "").strip()[:100]
    rows = expected_attendees(occurrence, search=search)
    everybody = rows if not search else expected_attendees(occurrence)
    return organiser_page(
        request,
        occurrence,
        "check_in",
        current="check_in",
        is_today=_is_today(occurrence),
        attendees=rows,
        search=search,
        expected=sum(row.signup.party_size for row in everybody),
        arrived=sum(row.signup.arrived or 0 for row in everybody),
    )


def _is_today(occurrence: Occurrence) -> bool:
    """Whether the day of `occurrence` has come and it is not over."""
    return timezone.localdate(occurrence.starts_at) <= timezone.localdate() and (
        not occurrence.is_over
    )


@require_POST
@for_organisers
def tap(request: SignedInRequest, occurrence: Occurrence, signup: SignUp) -> HttpResponse:
    """Check a party in, or undo it. Repeating a tap changes nothing.

    `at` is the time of the tap (ISO 8601, with offset): a phone without a connection sends it
    later. Answers with JSON unless the client accepts HTML.
    """
    try:
        at = _parse_time(request.POST.get("at", ""))
        if "undo" in request.POST:
            result = check_in.undo(signup, at=at)
        else:
            arrived = int(request.POST.get("arrived") or signup.party_size)
            result = check_in.check_in(signup, arrived=arrived, at=at)
    except NotExpectedError:
        signup.refresh_from_db()
        message = _("%(name)s does not have a place: %(status)s.") % {
            "name": signup.name,
            "status": signup.get_status_display().lower(),
        }
        return _refuse(request, signup, message, status=409)
    except NotTakingPlaceError:
        message = _("The event is not taking place: %(status)s.") % {
            "status": signup.occurrence.get_status_display().lower()
        }
        return _refuse(request, signup, message, status=409)
    except (ValueError, OverflowError):
        message = _("Something went wrong. Please reload the page.")
        return _refuse(request, signup, message, status=400)
    if not request.accepts("text/html"):
        return JsonResponse({"arrived": result.arrived, "of": signup.party_size})
    return _redirect_back(request, signup)


def _parse_time(text: str) -> datetime.datetime | None:
    """Return the aware time in `text`; None if empty. Raises `ValueError`."""
    if not text:
        return None
    time = parse_datetime(text)
    if time is None or timezone.is_naive(time):
        raise ValueError(text)
    return time


def _refuse(request: HttpRequest, signup: SignUp, message: str, *, status: int) -> HttpResponse:
    """Answer a refused tap: JSON with `status`, or a redirect with the message."""
    if not request.accepts("text/html"):
        return JsonResponse({"error": message}, status=status)
    messages.error(request, message)
    return _redirect_back(request, signup)


def _redirect_back(request: HttpRequest, signup: SignUp) -> HttpResponse:
    """Redirect to the page of the button: the QR code's page, or the row in the list."""
    if request.POST.get("from") == "door":
        return redirect("events:door", signup.code)
    query = f"?{urlencode({'q': request.POST['q']})}" if request.POST.get("q") else ""
    url = reverse("events:check_in", args=[signup.occurrence_id])
    return redirect(f"{url}{query}#signup-{signup.pk}")


@never_cache
@require_safe
def door(request: HttpRequest, code: str) -> HttpResponse:
    """Show the party of a QR code to its organisers, and instructions to everybody else.

    The instructions are the same for every code, including codes that do not exist.
    """
    signup = organiser_of(request.user, code.upper())
    if signup is None:
        return render(request, "events/organisers/show_at_door.html", {"robots": "noindex"})
    return organiser_page(
        request,
        signup.occurrence,
        "door",
        signup=signup,
        code=tickets.spaced_code(signup),
        is_today=_is_today(signup.occurrence),
    )


@signup_token_page(token_links.TICKET)
def ticket(request: HttpRequest, signup: SignUp) -> HttpResponse:
    """Show the ticket of a sign-up to the holder of the mailed link."""
    if request.method == "POST":
        return redirect(request.path)
    has_seat = signup.status == SignUp.Status.CONFIRMED
    context = {
        **signup_page_context(request, signup.occurrence, signup),
        "qr": tickets.qr_svg(signup) if has_seat else "",
        "code": tickets.spaced_code(signup),
    }
    gone = not has_seat or not signup.occurrence.takes_place or signup.occurrence.is_over
    return render(request, "events/organisers/ticket.html", context, status=410 if gone else 200)
