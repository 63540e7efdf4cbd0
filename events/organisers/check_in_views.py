"""At the door: the list to tap on, the page behind a QR code, and what the attendee shows."""

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

from core.themes import themes_for
from core.token_pages import token_page
from events.display.formatting import format_location
from events.display.list_items import list_items
from events.models import Occurrence, SignUp
from events.organisers import check_in
from events.organisers.attendees import at_the_door
from events.organisers.check_in import NotExpectedError, NothingThereError
from events.organisers.layout import organiser_page
from events.organisers.permissions import for_organisers, organiser_of
from events.signups import tickets, token_links
from residents.requests import SignedInRequest


@require_safe
@for_organisers
def check_in_list(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """List those who are expected, each with a button for the door."""
    search = request.GET.get("q", "").strip()[:100]
    rows = at_the_door(occurrence, search=search)
    everybody = rows if not search else at_the_door(occurrence)
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
    """Whether people can be expected: it is the day, and not over."""
    return timezone.localdate(occurrence.starts_at) <= timezone.localdate() and (
        not occurrence.is_over
    )


@require_POST
@for_organisers
def tap(request: SignedInRequest, occurrence: Occurrence, signup: SignUp) -> HttpResponse:
    """Check a party in, or take it back. The same tap sent twice counts once.

    `at` is when the button was tapped: without a connection, taps wait in the telephone.
    """
    try:
        at = _moment(request.POST.get("at", ""))
        if "undo" in request.POST:
            door = check_in.undo(signup, at=at)
        else:
            arrived = int(request.POST.get("arrived") or signup.party_size)
            door = check_in.check_in(signup, arrived=arrived, at=at)
    except NotExpectedError:
        signup.refresh_from_db()
        words = _("%(name)s has no seat: %(status)s.") % {
            "name": signup.name,
            "status": signup.get_status_display().lower(),
        }
        return _answer(request, signup, words, status=409)
    except NothingThereError:
        words = _("Nothing takes place: %(status)s.") % {
            "status": signup.occurrence.get_status_display().lower()
        }
        return _answer(request, signup, words, status=409)
    except (ValueError, OverflowError):
        words = _("That was not understood. Please load the page again.")
        return _answer(request, signup, words, status=400)
    if not request.accepts("text/html"):
        return JsonResponse({"arrived": door.arrived, "of": signup.party_size})
    return _back(request, signup)


def _moment(text: str) -> datetime.datetime | None:
    """Return the aware moment that `text` stands for; None for none; raise `ValueError`."""
    if not text:
        return None
    found = parse_datetime(text)
    if found is None or timezone.is_naive(found):
        raise ValueError(text)
    return found


def _answer(request: HttpRequest, signup: SignUp, words: str, *, status: int) -> HttpResponse:
    """Say why a tap did not count."""
    if not request.accepts("text/html"):
        return JsonResponse({"error": words}, status=status)
    messages.error(request, words)
    return _back(request, signup)


def _back(request: HttpRequest, signup: SignUp) -> HttpResponse:
    """Lead back to where the button was."""
    if request.POST.get("from") == "door":
        return redirect("events:door", signup.code)
    query = f"?{urlencode({'q': request.POST['q']})}" if request.POST.get("q") else ""
    url = reverse("events:check_in", args=[signup.occurrence_id])
    return redirect(f"{url}{query}#signup-{signup.pk}")


@never_cache
@require_safe
def door(request: HttpRequest, code: str) -> HttpResponse:
    """Show who stands at the door, to the organisers; all others are told to show the code.

    What those others get is the same for every code, also for one that nobody has.
    """
    signup = organiser_of(request.user, code.upper())
    if signup is None:
        return render(request, "events/organising/show_at_door.html", {"robots": "noindex"})
    return organiser_page(
        request,
        signup.occurrence,
        "door",
        signup=signup,
        code=tickets.code_in_words(signup),
        is_today=_is_today(signup.occurrence),
    )


@token_page
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody shows at the door, to whoever has the link from their mail."""
    signup = token_links.find(token, token_links.TICKET)
    if signup is None:
        unknown = {"robots": "noindex"}
        return render(request, "events/unknown_link.html", unknown, status=404)
    if request.method == "POST":
        return redirect("events:ticket", token)
    has_seat = signup.status == SignUp.Status.CONFIRMED
    [entry] = list_items([signup.occurrence], themes_for(request))
    context = {
        "entry": entry,
        "occurrence": signup.occurrence,
        "place": format_location(signup.occurrence),
        "signup": signup,
        "place_in_queue": signup.place_in_queue,
        "qr": tickets.qr_svg(signup) if has_seat else "",
        "code": tickets.code_in_words(signup),
        "robots": "noindex",
    }
    gone = not has_seat or not signup.occurrence.takes_place or signup.occurrence.is_over
    return render(request, "events/organising/ticket.html", context, status=410 if gone else 200)
