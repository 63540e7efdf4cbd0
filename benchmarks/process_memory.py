"""The memory of a server process after many requests over all kinds of pages.

The page cache (PAGE_CACHE_MEGABYTES) fills within the first half: the pages are the same in both
halves. What grows after that is a leak.
"""

from typing import Any

from benchmarks import processor_time
from benchmarks.measured_server import NO_SESSION, ask, connect
from tests.gunicorn_server import Server

REQUESTS = 10_000
REACH = 200 * 1024 * 1024
# Between half and all of the requests: the allocator keeps what it may need again.
GROWTH = 1.05
# Of ten requests for a page, by whom.
_ANONYMOUS, _UNCACHED, _SIGNED_IN = 6, 2, 2


def measure(hub: Server, site: Any) -> tuple[int, int]:
    """Return the memory of the only process of `hub` after half of the requests, and after all."""
    half = ask_all(hub, site, REQUESTS // 2)
    return half, ask_all(hub, site, REQUESTS // 2)


def ask_all(hub: Server, site: Any, count: int) -> int:
    """Ask for all pages in turn, `count` requests in all; return the memory then, in bytes."""
    connections = connect(hub)
    paths = [*site.paths.values(), *site.other_paths]
    shares = {"": _ANONYMOUS, NO_SESSION: _UNCACHED, site.session_cookie: _SIGNED_IN}
    asked = 0
    while asked < count:
        for path in paths:
            for cookie, share in shares.items():
                ask(connections, path, cookie, share)
                asked += share
    for connection in connections:
        connection.close()
    return processor_time.memory_of(hub.processes())


def judge(half: int, full: int) -> tuple[str, bool, int]:
    """Return a line about the memory, whether it holds its reach, and the megabytes."""
    is_held = full <= REACH and full <= half * GROWTH
    line = (
        f"a process has {half >> 20} MB after {REQUESTS // 2} requests and {full >> 20} MB after "
        f"{REQUESTS}; reach {REACH >> 20} MB, growth {GROWTH - 1:.0%}"
        f"{'' if is_held else ' MISSED'}"
    )
    return line, is_held, full >> 20
