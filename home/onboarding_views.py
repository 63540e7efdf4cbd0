"""The onboarding page, and the events nearby that it leads to."""

import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.return_urls import local_path
from core.themes import localized_themes
from events.display.calendar_url import calendar_url
from events.models import Occurrence
from home import onboarding
from home.events_nearby import events_nearby
from home.forms import WelcomeForm
from residents.requests import SignedInRequest

LISTED = 8
WEEK = datetime.timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def welcome(request: SignedInRequest) -> HttpResponse:
    """Ask for the area and the themes to follow. The page can be skipped."""
    user, themes = request.user, localized_themes()
    form = WelcomeForm(
        request.POST if request.method == "POST" else None,
        themes=themes,
        initial={"area": user.area_id, "themes": list(onboarding.followed_themes(user))},
    )
    next_url = _next_url(request)
    if request.method == "POST" and form.is_valid():
        onboarding.save_answers(
            user=user, offered=[theme.id for theme in themes], **form.cleaned_data
        )
        messages.success(request, _("Thank you. You can change it on your profile at any time."))
        query = f"?{urlencode({'next': next_url})}" if next_url else ""
        return redirect(reverse("home:nearby") + query)
    context = {"form": form, "skip_url": next_url or _front_page_url(), "robots": "noindex"}
    return render(request, "home/welcome.html", context)


@require_safe
@login_required
@never_cache
def nearby(request: SignedInRequest) -> HttpResponse:
    """Show this week's events, those in the reader's area first; or else the next ones.

    If the area has events, but none this week, the next ones count more than this week elsewhere.
    """
    user = request.user
    upcoming = (
        Occurrence.objects.visible_to(user)
        .upcoming()
        .filter(status=Occurrence.Status.SCHEDULED)
        .for_listing()
    )
    this_week = upcoming.filter(starts_at__lt=timezone.now() + WEEK)
    themes = localized_themes()
    found = events_nearby(this_week, user.area, themes, limit=LISTED)
    is_this_week = bool(found)
    if not found.near:
        later = events_nearby(upcoming, user.area, themes, limit=LISTED)
        if later.near or not found:
            found, is_this_week = later, False
    context = {
        "nearby": found,
        "is_this_week": is_this_week,
        "next_url": _next_url(request),
        "calendar_url": calendar_url(),
        "robots": "noindex",
    }
    return render(request, "home/nearby.html", context)


def _next_url(request: HttpRequest) -> str:
    """Return the URL in ?next= if it is on this site and not the front page; otherwise ""."""
    url = local_path(request.GET.get("next"))
    return url if url != _front_page_url() else ""


def _front_page_url() -> str:
    return f"/{get_language()}/"
