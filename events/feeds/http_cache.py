"""Conditional responses with ETag and Last-Modified. (RFC 9110, § 13)"""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

# Seconds.
_CACHE_TIMEOUT = 60 * 24 * 3600


def answer(
    request: HttpRequest,
    *,
    state: str,
    feed: str = "",
    write: Callable[[], bytes],
    content_type: str,
    private: bool = False,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """Return the result of `write`, or 304 if the client has it already.

    `state` is a hash of the content, used as the ETag. `feed` names the feed in the cache; without
    it there is no Last-Modified. A `private` response is not stored by shared caches.
    """
    etag = quote_etag(state)
    since = known_since(feed, state) if feed else None
    response = get_conditional_response(request, etag=etag, last_modified=since)
    if response is None:
        response = HttpResponse(write(), content_type=content_type)
    response.headers["ETag"] = etag
    if since is not None:
        response.headers["Last-Modified"] = http_date(since)
    if private:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=0, s_maxage=settings.PUBLIC_PAGE_SECONDS)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def known_since(feed: str, state: str) -> int | None:
    """Return the time (Unix seconds) since which `feed` has had `state`; None if it is new.

    The newest change among its entries would not do: it goes back in time when the newest entry
    disappears, and clients would get a wrong 304. A state that the cache lost counts as new.
    """
    key = f"events.feed:{feed}"
    now = int(time.time())
    known: tuple[str, int] | None = cache.get(key)
    if known is not None and known[0] == state:
        since = known[1]
    else:
        # A second state within the same second gets the next second.
        since = now if known is None else max(now, known[1] + 1)
        cache.set(key, (state, since), _CACHE_TIMEOUT)
    return since if since <= now else None
