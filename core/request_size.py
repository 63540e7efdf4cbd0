"""The largest request that the hub reads."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

from core.error_pages import error_page

# The largest upload of most forms is a document of 20 MB. `PICTURE_FORMS` take more.
# docs/operators.md, deploy/hub-nginx.conf and deploy/Caddyfile name the limits, too.
MOST_BYTES = 25 * 1024 * 1024


class RequestSizeMiddleware:
    """Answer 413 to a larger request, before anybody reads it.

    Django writes an upload to the disk before a view, or the CSRF check, can refuse it. It reads no
    more than the length that the request declares, and nothing of a request without one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _declared_length(request)
        # Most requests are small: only large ones are worth a look at their route.
        if length > MOST_BYTES:
            most_for_pictures = settings.PICTURE_FORMS.get(_view_name(request), 0)
            if length > max(most_for_pictures, MOST_BYTES):
                context = {"most_mb": most_for_pictures // 1024**2}
                return error_page(request, 413, context=context)
        return self.get_response(request)


def _declared_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _view_name(request: HttpRequest) -> str:
    """Return the name of the view that a form is sent to; "" if there is none."""
    if request.method != "POST":
        return ""
    language = translation.get_language_from_path(request.path_info)
    try:
        # Routes are translated, and no other middleware has chosen a language yet.
        with translation.override(language or settings.LANGUAGE_CODE):
            return resolve(request.path_info).view_name
    except Resolver404:
        return ""
