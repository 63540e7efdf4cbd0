"""What all responses of the open data share: who may read them, how often, and how long."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import override

from core.rate_limits import allows_reading, seconds_to_wait

logger = logging.getLogger(__name__)

RATE = "open_data"
METHODS = ("GET", "HEAD", "OPTIONS")
# Seconds for which a browser remembers that pages of other sites may ask.
_PREFLIGHT_SECONDS = 86_400

View = Callable[..., HttpResponseBase]


class CrossOriginMiddleware:
    """Let pages of other sites read the open data, and nothing else of the hub. (Fetch, § 3.3)

    It stands in front of the middleware that answers 304, whose response has no headers of the
    view.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Without a language in the address, Django would lead from a 404 to one with a language.
        response = getattr(request, "open_data_not_found", response)
        if getattr(request, "is_open_data", False):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
            # No language and no reader changes it.
            response.headers.pop("Vary", None)
        return response


def open_data(view: View) -> View:
    """Make a view that anybody may read, from any site: the same for everybody, without cookies.

    The view returns data for GET in the language of the source; it reads no session.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.is_open_data = True  # type: ignore[attr-defined]
        if request.method == "OPTIONS":
            return _preflight()
        if request.method not in METHODS:
            return message(405, "Only GET.", Allow=", ".join(METHODS))
        if not _is_within_rate(request):
            return message(429, "Too many requests.", **{"Retry-After": str(seconds_to_wait(RATE))})
        if any("\x00" in str(value) for value in request.GET.values()):
            return message(400, "A parameter has a character that no text has.")
        with override(settings.LANGUAGE_CODE):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
        if response.status_code == 404:
            request.open_data_not_found = response  # type: ignore[attr-defined]
        if response.status_code == 200:
            seconds = settings.PUBLIC_PAGE_SECONDS
            patch_cache_control(response, public=True, max_age=0, s_maxage=seconds)
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    # A request changes nothing.
    wrapped.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapped


def message(status: int, text: str, **headers: str) -> JsonResponse:
    """Return an error as JSON, in the shape of Wagtail's API."""
    return JsonResponse({"message": text}, status=status, headers=headers)


def _preflight() -> HttpResponse:
    methods = ", ".join(METHODS)
    headers = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "If-None-Match",
        "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
    }
    return HttpResponse(status=204, headers=headers)


def _is_within_rate(request: HttpRequest) -> bool:
    """Count the request; without the cache nobody is limited."""
    try:
        return allows_reading(request, RATE)
    except Exception:
        logger.exception("The requests for open data cannot be counted.")
        return True
