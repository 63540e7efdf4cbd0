"""The welcome after joining, and what is on nearby."""

import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.models import Area
from core.themes import themes_for
from events.display.list_items import list_items
from events.models import Occurrence
from home import onboarding
from home.forms import WelcomeForm
from home.models.pages import calendar_address
from residents.requests import SignedInRequest

LISTED = 8
WEEK = datetime.timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def welcome(request: SignedInRequest) -> HttpResponse:
    """Ask where one lives and what to follow. It can be skipped."""
    user, faces = request.user, themes_for(request)
    form = WelcomeForm(
        request.POST if request.method == "POST" else None,
        themes=faces,
        initial={"area": user.area_id, "themes": list(onboarding.themes_followed(user))},
    )
    goal = _goal(request)
    if request.method == "POST" and form.is_valid():
        onboarding.settle_in(user=user, offered=[face.id for face in faces], **form.cleaned_data)
        messages.success(request, _("Thank you. You can change it on your profile at any time."))
        query = f"?{urlencode({'next': goal})}" if goal else ""
        return redirect(reverse("home:nearby") + query)
    context = {"form": form, "skip_url": goal or _front_page(), "robots": "noindex"}
    return render(request, "home/welcome.html", context)


@require_safe
@login_required
@never_cache
def nearby(request: SignedInRequest) -> HttpResponse:
    """Show what is on this week where one lives; or in the municipality; or what is next."""
    user, goal = request.user, _goal(request)
    coming = (
        Occurrence.objects.visible_to(user)
        .upcoming()
        .filter(status=Occurrence.Status.SCHEDULED)
        .for_listing()
    )
    this_week = coming.filter(starts_at__lt=timezone.now() + WEEK)
    area: Area | None = user.area
    found = list(this_week.about(area=area.pk)[:LISTED]) if area else []
    is_near = bool(found)
    found = found or list(this_week[:LISTED])
    is_this_week = bool(found)
    context = {
        "area": area,
        "is_near": is_near,
        "is_this_week": is_this_week,
        "entries": list_items(found or coming[:LISTED], themes_for(request), request),
        "goal": goal,
        "calendar_url": calendar_address(request),
        "front_url": _front_page(),
        "robots": "noindex",
    }
    return render(request, "home/nearby.html", context)


def _goal(request: HttpRequest) -> str:
    """Return where the reader was going, if that is on this site and not just the front page."""
    goal = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        goal, {request.get_host()}, require_https=request.is_secure()
    )
    return goal if is_ours and goal != _front_page() else ""


def _front_page() -> str:
    return f"/{get_language()}/"
