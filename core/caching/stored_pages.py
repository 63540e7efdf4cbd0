"""Stored pages: a body with its headers and validators, and a store of bounded size."""

import gzip
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from weakref import WeakSet

import brotli
from django.conf import settings
from django.utils.http import parse_etags, parse_http_date_safe

from core.caching.changes import changes
from core.caching.tracking import Reads
from core.dates import seconds_to_midnight

# What a page shows of these changes with the time: begins in an hour, is over, is open.
_TIMED_TABLES = frozenset({"events_occurrence"})
# The longest life of any page in seconds: a bound for what nobody thought of.
_LONGEST_LIFE = 3600
# Seconds for which a page may be shown while other processes cannot be heard.
_LIFE_CUT_OFF = 1
# Bytes below which compression is not worth it.
_SMALLEST = 500
# Headers that a 304 repeats. (RFC 9110, § 15.4.5)
_VALIDATORS = frozenset(
    {
        *("cache-control", "content-location", "date", "etag", "expires", "last-modified", "vary"),
        # Scripts of other sites may read a 304 only with these. (Fetch, § 4.9)
        *("access-control-allow-origin", "access-control-expose-headers"),
    }
)
_SHARED_LIFE = re.compile(r"s-maxage=(\d+)")
# Bytes that an entry costs beside its bodies.
_OVERHEAD = 2_000


@dataclass(slots=True)
class StoredPage:
    """A response with status 200 and the rows that it depends on."""

    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    last_modified: int | None
    reads: Reads
    made_at: float
    expires_at: float
    # When nobody may show it any more, on the clock of `time.monotonic`: the midnight after it was
    # made, or the end of something that it shows.
    ends_at: float
    # When it was last known to be current, on the clock of `time.monotonic`.
    current_at: float
    # The name of the route that made it.
    route: str = ""
    # By content coding; None where compressing does not pay.
    _encoded: dict[str, bytes | None] = field(default_factory=dict)

    @classmethod
    def make(
        cls, headers: Iterable[tuple[str, str]], body: bytes, reads: Reads, *, timed_seconds: int
    ) -> "StoredPage":
        """Return the page. What depends on the time lives for `timed_seconds`."""
        kept = [
            (name, value)
            for name, value in headers
            if name.lower() not in {"content-length", "etag", "vary"}
        ]
        given = {name.lower(): value for name, value in headers}
        vary = given.get("vary", "")
        vary = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
        # Weak: the same page is sent in several codings. (RFC 9110, § 8.8.1)
        etag = given.get("etag", "")
        etag = etag if not etag or etag.startswith("W/") else f"W/{etag}"
        kept += [("Vary", vary), *([("ETag", etag)] if etag else [])]
        modified = parse_http_date_safe(given.get("last-modified", ""))
        now = time.monotonic()
        is_timed = not reads.names.isdisjoint(_TIMED_TABLES)
        left = min(seconds_to_midnight(), reads.ends_at - time.time())
        life = min(timed_seconds if is_timed else _LONGEST_LIFE, left)
        return cls(kept, body, etag, modified, reads, now, now + life, now + left, now)

    def is_current(self) -> bool:
        """Return whether the page is as it would be made now."""
        now = time.monotonic()
        if now >= self.expires_at:
            return False
        if changes.is_cut_off:
            is_current = now - self.made_at < _LIFE_CUT_OFF and not changes.have_changed(
                self.reads.names, self.reads.since
            )
        else:
            is_current = self.reads.are_current()
        if is_current:
            self.current_at = now
        return is_current

    def was_current_within(self, seconds: float) -> bool:
        return time.monotonic() - self.current_at < seconds

    def is_known_to(self, if_none_match: str, if_modified_since: str) -> bool:
        """Return whether the client has the page already. (RFC 9110, § 13.2.2)"""
        if if_none_match:
            known = parse_etags(if_none_match)
            weak = self.etag.removeprefix("W/")
            return bool(weak) and (
                "*" in known or any(each.removeprefix("W/") == weak for each in known)
            )
        if if_modified_since and self.last_modified is not None:
            since = parse_http_date_safe(if_modified_since)
            return since is not None and self.last_modified <= since
        return False

    def headers_now(self) -> list[tuple[str, str]]:
        """Return the headers; shared caches may not keep the page after its end."""
        left = max(0, int(self.ends_at - time.monotonic()))
        if left >= settings.PUBLIC_PAGE_SECONDS:
            return self.headers
        return [
            (name, _SHARED_LIFE.sub(lambda life: f"s-maxage={min(int(life[1]), left)}", value))
            if name.lower() == "cache-control"
            else (name, value)
            for name, value in self.headers
        ]

    def validators(self) -> list[tuple[str, str]]:
        """Return the headers of a 304."""
        return [(name, value) for name, value in self.headers_now() if name.lower() in _VALIDATORS]

    def encoded(self, accepted: str) -> tuple[str, bytes]:
        """Return the best coding of those in `Accept-Encoding`, and the body in it."""
        coding = _best_coding(accepted)
        if not coding or len(self.body) < _SMALLEST:
            return "", self.body
        if coding not in self._encoded:
            compressed = _compress(coding, self.body)
            self._encoded[coding] = compressed if len(compressed) < len(self.body) else None
        found = self._encoded[coding]
        return ("", self.body) if found is None else (coding, found)

    @property
    def size(self) -> int:
        """The bytes of memory that it takes, also in codings that nobody has asked for yet."""
        return len(self.body) * 3 // 2 + _OVERHEAD


def _compress(coding: str, body: bytes) -> bytes:
    # Once for many readers, yet in a request: the middle of the scale.
    return brotli.compress(body, quality=5) if coding == "br" else gzip.compress(body, 6, mtime=0)


@lru_cache(maxsize=256)
def _best_coding(accepted: str) -> str:
    weights = {}
    for item in accepted.lower().split(","):
        coding, _semicolon, parameters = item.partition(";")
        weights[coding.strip()] = parameters.replace(" ", "")
    for coding in ("br", "gzip"):
        weight = weights.get(coding)
        if weight is not None and weight not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            return coding
    return ""


_stores: "WeakSet[PageStore]" = WeakSet()


def bytes_held() -> int:
    """Return the memory that the stored pages of this process take."""
    return sum(store.size for store in _stores)


class PageStore:
    """Pages by key, of at most `limit` bytes; those that nobody asked for the longest go first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._pages: OrderedDict[Hashable, StoredPage] = OrderedDict()
        self.size = 0
        _stores.add(self)

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable) -> StoredPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: StoredPage) -> None:
        """Store the page, unless it alone takes a tenth of the memory."""
        if page.size > self._limit // 10:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += page.size
            while self.size > self._limit:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Hashable) -> None:
        if (page := self._pages.pop(key, None)) is not None:
            self.size -= page.size
