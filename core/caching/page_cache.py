"""The page cache: answers anonymous requests from memory, in front of Django.

Each process holds the pages that it has made. A page is dropped by a commit, in any process, that
writes to a table that it read (`core.caching.tracking`); what depends on the time has a short life.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from core.caching.changes import changes
from core.caching.page_requests import (
    Environ,
    KnownParameters,
    PageKey,
    PageRequests,
    anonymous_environ,
)
from core.caching.shared_counts import counts
from core.caching.stored_pages import PageStore, StoredPage
from core.caching.tracking import recorded_reads
from core.route_names import current_route, note_route

WSGIApplication = Callable[[Environ, Any], Iterable[bytes]]

# Seconds that a request waits for another one that makes the same page.
_WAIT_SECONDS = 5
# Seconds for which a dropped page is shown to others while one request makes it anew. A page that
# was dropped earlier is not: nobody asked for it meanwhile, so nobody knows how old it is.
_STALE_SECONDS = 5
# Pages with a query are stored when they are asked for again: readers type some queries only once.
_REMEMBERED_QUERIES = 5_000
_ALLOWED_VARY = frozenset({"", "cookie", "accept-encoding"})
# Says that a page came from memory. (RFC 9211)
_HIT = ("Cache-Status", "hub; hit")
# The names of what it counts.
HITS, STALE, WAITED, MISSES = ("hits",), ("stale",), ("waited",), ("misses",)


class PageCache:
    """A WSGI application around another.

    `known_parameters` tells which paths have stored pages, and which parameters these know.
    """

    def __init__(self, application: WSGIApplication, known_parameters: KnownParameters) -> None:
        self._application = application
        self._requests = PageRequests(known_parameters)
        self._pages = PageStore(settings.PAGE_CACHE_MEGABYTES * 1024 * 1024)
        self._lock = threading.Lock()
        self._being_made: dict[PageKey, _Making] = {}
        self._asked_once: set[PageKey] = set()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        key = self._requests.key_of(environ)
        if key is None:
            return self._application(environ, start_response)
        changes.catch_up()
        page = self._pages.get(key)
        if page is not None and page.is_current():
            counts.add(HITS)
            note_route(page.route)
            return _answer(page, environ, start_response, _HIT)
        return self._answer_anew(key, page, environ, start_response)

    def _answer_anew(
        self, key: PageKey, old: StoredPage | None, environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        """Make the page, or wait for the request that does; meanwhile others get the old one."""
        with self._lock:
            making = self._being_made.get(key)
            is_maker = making is None
            if making is None:
                making = self._being_made[key] = _Making()
        if is_maker:
            try:
                return self._make(key, making, environ, start_response)
            finally:
                with self._lock:
                    self._being_made.pop(key, None)
                making.is_done.set()
        if old is not None and old.was_current_within(_STALE_SECONDS):
            counts.add(STALE)
            note_route(old.route)
            return _answer(old, environ, start_response, _HIT)
        making.is_done.wait(_WAIT_SECONDS)
        if making.page is not None:
            counts.add(WAITED)
            note_route(making.page.route)
            return _answer(making.page, environ, start_response)
        counts.add(MISSES)
        return self._application(environ, start_response)

    def _make(
        self, key: PageKey, making: "_Making", environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        counts.add(MISSES)
        response = _Captured()
        with recorded_reads() as reads:
            body = response.run(self._application, anonymous_environ(environ, key))
        if reads.is_for_once or not response.is_same_for_everybody():
            start_response(response.status, response.headers)
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        page = StoredPage.make(
            response.headers, body, reads, timed_seconds=settings.PUBLIC_PAGE_SECONDS
        )
        page.route = current_route()
        making.page = page
        if self._is_worth_storing(key) and page.is_current():
            self._pages.put(key, page)
        return _answer(page, environ, start_response)

    def _is_worth_storing(self, key: PageKey) -> bool:
        if not key.query or key in self._asked_once:
            return True
        if len(self._asked_once) >= _REMEMBERED_QUERIES:
            self._asked_once.clear()
        self._asked_once.add(key)
        return False


class _Making:
    """A page that one request makes, for the others that want it."""

    def __init__(self) -> None:
        self.is_done = threading.Event()
        self.page: StoredPage | None = None


class _Captured:
    """The response of an application, before it is sent."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []

    def run(self, application: WSGIApplication, environ: Environ) -> bytes:
        """Run the application and return the body."""
        written: list[bytes] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            self.status, self.headers = status, headers
            return written.append

        chunks = application(environ, start_response)
        try:
            written.extend(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        return b"".join(written)

    def is_same_for_everybody(self) -> bool:
        """Return whether shared caches may store the response, whatever the request's headers."""
        if not self.status.startswith("200 "):
            return False
        given = {name.lower(): value for name, value in self.headers}
        varies_by = {name.strip().lower() for name in given.get("vary", "").split(",")}
        return (
            "set-cookie" not in given
            and "s-maxage" in given.get("cache-control", "")
            and varies_by <= _ALLOWED_VARY
        )


def _answer(
    page: StoredPage, environ: Environ, start_response: Any, *more: tuple[str, str]
) -> Iterable[bytes]:
    """Send the page with the headers `more`, or 304 if the client has it."""
    if page.is_known_to(
        environ.get("HTTP_IF_NONE_MATCH", ""), environ.get("HTTP_IF_MODIFIED_SINCE", "")
    ):
        start_response("304 Not Modified", page.validators())
        return []
    coding, body = page.encoded(environ.get("HTTP_ACCEPT_ENCODING", ""))
    headers = [*page.headers_now(), *more, ("Content-Length", str(len(body)))]
    if coding:
        headers.append(("Content-Encoding", coding))
    start_response("200 OK", headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
