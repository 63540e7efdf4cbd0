"""The parts of the dashboard that a script fetches."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from desk.dashboard import audience
from desk.dashboard.weekly_numbers import numbers_for, table_of
from residents.models import User


@never_cache
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Show the numbers of twelve weeks: a fragment for the script, or else a page."""
    user = request.user
    if not isinstance(user, User) or not audience.sees_the_site_in_numbers(user):
        raise PermissionDenied
    found = numbers_for(user)
    is_fragment = "fragment" in request.GET
    template = "desk/admin/_numbers.html" if is_fragment else "desk/admin/numbers.html"
    return render(request, template, {"numbers": found, "weeks": table_of(found)})
