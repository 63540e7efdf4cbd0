"""Counts all requests by route, method, status and duration, in front of the page cache."""

import time
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from typing import Any

from core.caching.shared_counts import counts
from core.route_names import NO_ROUTE, current_route, note_route

WSGIApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]

# Upper bounds in seconds of the classes of duration: from an answer of the page cache to the
# patience of gunicorn.
BOUNDS = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
BOUND_NAMES = (*map(str, BOUNDS), "+Inf")
# The first words of the names of counts: a number of requests, and microseconds.
REQUESTS, MICROSECONDS = "requests", "microseconds"

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def with_request_counts(
    application: WSGIApplication, uncounted: Collection[str]
) -> WSGIApplication:
    """Wrap a WSGI application. Requests for the paths `uncounted` leave no trace."""

    def counted(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in uncounted:
            return application(environ, start_response)
        # An exception that gets here is a 500 of the server.
        status_class = "5xx"

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            nonlocal status_class
            status_class = f"{status[0]}xx"
            return start_response(status, headers, *exc_info)

        note_route(NO_ROUTE)
        began = time.perf_counter()
        try:
            return application(environ, start)
        finally:
            seconds = time.perf_counter() - began
            method = environ["REQUEST_METHOD"]
            route = current_route()
            bound = BOUND_NAMES[bisect_left(BOUNDS, seconds)]
            # Others are whatever a client thinks of.
            method = method if method in _METHODS else "other"
            counts.add((REQUESTS, method, status_class, bound, route))
            counts.add((MICROSECONDS, route), int(seconds * 1_000_000))

    return counted
