"""Keeps what an editor typed when the session has ended: the form asks before it is sent.

The script `static/admin/session.js` asks `check` when any form of the admin is submitted in which
something can be typed. Without a session it keeps the form, and offers to sign in in another tab.
Signing in makes another CSRF token, which the form gets with the answer.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks


@never_cache
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Answer with the CSRF token of the session; Wagtail sends others to the sign-in page."""
    return JsonResponse({"token": get_token(request)})


def urls() -> list[URLPattern]:
    """Route the view, for all who may enter the admin."""
    return [path("desk/session/", check, name="desk_session")]


def script() -> str:
    """Load the script with its texts."""
    return format_html(
        '<script src="{}" data-check="{}" data-home="{}" data-ended="{}" data-sign-in="{}" '
        'data-offline="{}"></script>',
        static("admin/session.js"),
        reverse("desk_session"),
        reverse("wagtailadmin_home"),
        _("You have been signed out, so nothing was saved. What you typed is still here."),
        _("Sign in in a new tab, then come back and save again"),
        _("There is no connection, so nothing was saved. What you typed is still here. Try again."),
    )


def register_hooks() -> None:
    """Add the view and the script to the admin. Called once, in `ready()`."""
    hooks.register("register_admin_urls", urls)
    hooks.register("insert_global_admin_js", script)
