"""The largest request that the hub reads."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.error_pages import error_page

# As `client_max_body_size` in docs/operators.md. The largest upload is a document of 20 MB.
MOST_BYTES = 25 * 1024 * 1024


class RequestSizeMiddleware:
    """Answer 413 to a larger request, before anybody reads it.

    Django writes an upload to the disk before a view, or the CSRF check, can refuse it. It reads no
    more than the length that the request declares, and nothing of a request without one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _declared_length(request) > MOST_BYTES:
            return error_page(request, 413)
        return self.get_response(request)


def _declared_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
