"""The parts of the dashboard that a script fetches, and their pages for readers without one."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from desk.dashboard import audience
from desk.dashboard.bodies import body_of
from desk.dashboard.panels import NumbersPanel, panels_of
from residents.models import User


@never_cache
@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """Show what is in the user's panels: parts for the script, or else a page."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    parts = [(panel, body_of(panel, user)) for panel in panels_of(user)]
    is_fragment = "fragment" in request.GET
    template = "desk/admin/_panel_parts.html" if is_fragment else "desk/admin/panels.html"
    return render(request, template, {"parts": parts})


@never_cache
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Show the numbers of twelve weeks on a page of their own."""
    user = request.user
    if not isinstance(user, User) or not audience.sees_the_site_in_numbers(user):
        raise PermissionDenied
    return render(request, "desk/admin/numbers.html", NumbersPanel().body_context(user))
