"""Notes which route a request has reached, for the counts of requests."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.route_names import note_route

# Files that WhiteNoise serves before Django looks for a route.
STATIC = "static"


class RouteNameMiddleware:
    """Notes the name, never the path. It is not there without `METRICS_TOKEN`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if match := request.resolver_match:
            note_route(match.view_name)
        elif response.status_code < 400 and request.path_info.startswith(settings.STATIC_URL):
            note_route(STATIC)
        return response
