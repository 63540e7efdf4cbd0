"""Cache-Control headers for browsers and shared caches."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers


class CacheHeadersMiddleware:
    """Add `Cache-Control` and `Vary` to every response that does not set them itself.

    A response is public if the request has no session cookie and the response sets no cookie: it
    is then the same for every anonymous reader, and a shared cache may serve it for
    `PUBLIC_PAGE_SECONDS`. Browsers revalidate it each time (the ETag makes that cheap), so a
    reader who signs in does not see an anonymous page. All other responses are private.
    (RFC 9111, § 5.2.2)
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header("Cache-Control"):
            return response
        patch_vary_headers(response, ["Cookie"])
        if self._is_public(request, response):
            patch_cache_control(
                response, public=True, max_age=0, s_maxage=settings.PUBLIC_PAGE_SECONDS
            )
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
