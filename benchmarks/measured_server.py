"""Ask a server for a page many times, and measure what a request costs."""

import gzip
import http.client
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import brotli

from benchmarks import processor_time
from tests.gunicorn_server import HOST, Server

NO_SESSION = "sessionid=abcdefghijklmnopqrstuvwxyz012345"
CONNECTIONS = 8
# Of requests that should come from the page cache: what depends on the time is made anew at times.
_FEWEST_HITS = 0.98


class Rows(NamedTuple):
    """How many rows a page has, and the pattern of one in its HTML."""

    count: int
    pattern: str


@dataclass(frozen=True)
class MeasuredServer:
    """A server with the database and the cache that it uses; empty means none of its own.

    `database` is the name of PostgreSQL's database, `cache` the URL of Redis.
    """

    server: Server
    database: str = ""
    cache: str = ""

    def cost(
        self, path: str, cookie: str, count: int, *, is_hit: bool = False, rows: Rows | None = None
    ) -> float:
        """Return the processor time of a request in milliseconds, once everything is warm.

        With `is_hit` the pages must come from the page cache, and otherwise must not.
        """
        connections = connect(self.server)
        ask(connections, path, cookie, 3 * CONNECTIONS)
        before, cache_before = self._times(), self._cache_seconds()
        answers = ask(connections, path, cookie, count)
        spent = processor_time.between(before, self._times())
        spent += self._cache_seconds() - cache_before
        for connection in connections:
            connection.close()
        check_hits(path, answers.hits, count, is_hit=is_hit)
        check_rows(path, answers.last_page, rows)
        return 1000 * spent / count

    def _times(self) -> processor_time.Times:
        connections = processor_time.connections_to(self.database) if self.database else ()
        return processor_time.of_processes(chain(self.server.processes(), connections))

    def _cache_seconds(self) -> float:
        return processor_time.of_redis(self.cache) if self.cache else 0


class Answers(NamedTuple):
    """What came of many requests for a page."""

    hits: int
    last_page: str


def connect(server: Server) -> list[http.client.HTTPConnection]:
    """Return connections, which are made when they are used."""
    return [http.client.HTTPConnection(HOST, server.port) for _ in range(CONNECTIONS)]


def ask(
    connections: list[http.client.HTTPConnection], path: str, cookie: str, count: int
) -> Answers:
    """Ask for the page `count` times, as browsers do. Raises `RuntimeError` unless it is there."""
    headers = {"Accept-Encoding": "gzip, deflate, br", **({"Cookie": cookie} if cookie else {})}
    figures: Counter[str] = Counter()
    body, coding = b"", ""
    for number in range(count):
        connection = connections[number % len(connections)]
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            where = response.headers.get("Location", "")
            raise RuntimeError(f"{path} answered {response.status} {where}".rstrip())
        coding = response.headers.get("Content-Encoding", "")
        figures["hits"] += "hit" in response.headers.get("Cache-Status", "")
    return Answers(figures["hits"], decoded(body, coding).decode(errors="replace"))


def decoded(body: bytes, coding: str) -> bytes:
    """Return a body without its content coding."""
    if coding == "br":
        plain: bytes = brotli.decompress(body)
        return plain
    return gzip.decompress(body) if coding == "gzip" else body


def check_hits(path: str, hits: int, count: int, *, is_hit: bool) -> None:
    """Raise `RuntimeError` unless the pages came from where they should."""
    if is_hit and hits < _FEWEST_HITS * count:
        raise RuntimeError(f"{path} came from the page cache {hits} times of {count} only.")
    if not is_hit and hits:
        raise RuntimeError(f"{path} came from the page cache.")


def check_rows(path: str, page: str, rows: Rows | None) -> None:
    """Raise `RuntimeError` if the page has more or fewer rows than it should."""
    if rows is not None and (found := len(re.findall(rows.pattern, page))) != rows.count:
        raise RuntimeError(f"{path} has {found} rows instead of {rows.count}.")
