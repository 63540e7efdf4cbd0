"""Answering programs that ask again and again: nothing is sent twice. (RFC 9110, § 13)"""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

# A feed nobody asked for so long is sent whole again.
_REMEMBERED = 60 * 24 * 3600


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
    """Send what `write` returns, or say that nothing has changed.

    `state` names what it holds just now: another one as soon as it holds anything else. `feed`
    names what is asked for; without, the answer does not say since when it is so. A `private` one
    is kept by nobody but who asked for it. No cookie is set, and the answer is the same for
    whoever asks.
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
    """Return since when (seconds since 1970) `feed` is known to hold `state`; None: just now.

    Not the newest change among what it holds: that goes back in time when the newest is deleted,
    or unpublished, or over, and who asks "since then?" would be told that nothing happened. What
    the cache has forgotten is new.
    """
    key = f"events.feed:{feed}"
    now = int(time.time())
    known: tuple[str, int] | None = cache.get(key)
    if known is not None and known[0] == state:
        since = known[1]
    else:
        # Two states of one second are told apart: the second one has the next second.
        since = now if known is None else max(now, known[1] + 1)
        cache.set(key, (state, since), _REMEMBERED)
    return since if since <= now else None
