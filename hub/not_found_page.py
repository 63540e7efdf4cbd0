"""The designed page for unknown URLs with DEBUG as well, where Django shows its list of URLs."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.defaults import page_not_found


class NotFoundPageMiddleware:
    """Replace the response that Django makes of `Http404`; views make `HttpResponse` objects."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if type(response) is HttpResponseNotFound:
            return page_not_found(request, Http404())
        return response
