"""Who may open Wagtail's admin, and its language.

Wagtail redirects people without access to the sign-in page, which redirects those who are signed in
back again, without end. It also takes its language from the browser.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from residents.models import User

# Open to everybody: the redirect to the sign-in page, texts for scripts, and icons.
_OPEN = {"admin_login", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}


class AdminAccessMiddleware:
    """Show people without access to the admin a page that says so, with status 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if not request.path.startswith(reverse("wagtailadmin_home")) or not match:
            return None
        user = request.user
        if match.view_name in _OPEN or not isinstance(user, User):
            return None
        # Wagtail prefers the language of the editor's admin profile, if one was chosen there.
        if user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
        if user.has_perm("wagtailadmin.access_admin"):
            return None
        return render(request, "residents/admin_denied.html", status=403)
