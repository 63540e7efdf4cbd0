"""Cache-Control headers for browsers and shared caches."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from core.dates import seconds_to_midnight

# Also empties the memory with which Back and Forward work, and ends push messages in the browser.
# (W3C Clear Site Data, § 3.1)
_SIGNED_OUT = '"cache", "storage"'


def clear_browser_on_sign_out(sender: Any, request: HttpRequest, **_rest: Any) -> None:
    """Let the response tell the browser to forget the pages. Receives `user_logged_out`."""
    request._has_signed_out = True  # type: ignore[attr-defined]


def _is_signed_in(request: HttpRequest) -> bool:
    """Whether the response is made for a signed-in reader; without a query of its own.

    A response that has not read the session is the same for everybody.
    """
    session = getattr(request, "session", None)
    return session is not None and session.accessed and SESSION_KEY in session


class CacheHeadersMiddleware:
    """Add `Cache-Control` and `Vary` to every response that does not set them itself.

    A response is public if the request has no session cookie and the response sets no cookie: it
    is then the same for every anonymous reader, and a shared cache may serve it for
    `PUBLIC_PAGE_SECONDS`, at most to midnight, when "yesterday at 19:04" becomes wrong. Browsers
    revalidate it each time (the ETag makes that cheap), so a reader who signs in does not see an
    anonymous page. All other responses are private.

    What is made for a signed-in reader is not stored at all: browsers show a stored page again when
    somebody presses Back, without asking, even after the reader has signed out.
    (RFC 9111, § 5.2.2)
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "_has_signed_out", False):
            response.headers["Clear-Site-Data"] = _SIGNED_OUT
        if response.has_header("Cache-Control"):
            return response
        patch_vary_headers(response, ["Cookie"])
        if self._is_public(request, response):
            seconds = min(settings.PUBLIC_PAGE_SECONDS, int(seconds_to_midnight()))
            patch_cache_control(response, public=True, max_age=0, s_maxage=seconds)
        elif _is_signed_in(request):
            patch_cache_control(response, private=True, no_store=True)
        else:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    @staticmethod
    def _is_public(request: HttpRequest, response: HttpResponse) -> bool:
        return (
            request.method in {"GET", "HEAD"}
            and response.status_code == 200
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not response.cookies
        )
