"""Measure how pages grow with what the site holds: `make bench-growth`.

Builds a small and a large site in temporary databases, on SQLite and, if DATABASE_URL names a
server, on PostgreSQL. Asks both for the same pages in turn, without the page cache, and compares
the processor time of a request, of this process and of its connection to the database, and its
queries. Prints a table, and one line of figures: for each group of pages the largest ratio. Exits
with 1 if a page makes more queries on the large site, or takes more than `REACH` times as long.

ROUNDS=3 REQUESTS=3 GROUPS=lists,forum SIZE=1 (SIZE=0.1 is a tenth of the large site)
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import per_database, processor_time  # noqa: E402

REACH = 1.2
ROUNDS = int(os.environ.get("ROUNDS", "3"))
REQUESTS = int(os.environ.get("REQUESTS", "3"))
SIZE = float(os.environ.get("SIZE", "1"))
# Posts and occurrences.
SMALL = (1_000, 100)
LARGE = {"sqlite": (100_000, 50_000), "postgres": (1_000_000, 50_000)}
NO_SESSION = "sessionid=abcdefghijklmnopqrstuvwxyz012345"


@dataclass
class Growth:
    """The measurements of one page on both sites."""

    group: str
    # Milliseconds of each round.
    small: list[float] = field(default_factory=list)
    large: list[float] = field(default_factory=list)
    small_queries: int = 0
    large_queries: int = 0

    @property
    def ratio(self) -> float:
        """The median of the rounds, since each compares what was measured at the same time."""
        return statistics.median(
            large / small for small, large in zip(self.small, self.large, strict=True)
        )

    @property
    def is_held(self) -> bool:
        return self.large_queries <= self.small_queries and round(self.ratio, 2) <= REACH

    def row(self, database: str, name: str) -> str:
        return (
            f"{database:9} {name:52} {statistics.median(self.small):8.2f} "
            f"{statistics.median(self.large):8.2f} {self.ratio:6.2f} "
            f"{self.small_queries:4} {self.large_queries:4}  {'' if self.is_held else 'MISSED'}"
        )


class Sites:
    """The small and the large site, each in a process of its own."""

    def __init__(self, small: "Site", large: "Site") -> None:
        self._small, self._large = small, large

    def measure(self, names: list[str], groups: dict[str, str]) -> dict[str, Growth]:
        """Ask both sites for all pages, in turn; once more for those that seem to grow."""
        grown = {name: Growth(groups[name]) for name in names}
        for _round in range(ROUNDS):
            for name in names:
                self._add(name, grown[name], REQUESTS)
        for name, growth in grown.items():
            if growth.ratio > REACH:
                # A busy machine may be the cause.
                growth.small, growth.large = [], []
                for _round in range(ROUNDS):
                    self._add(name, growth, 2 * REQUESTS)
        return grown

    def _add(self, name: str, growth: Growth, requests: int) -> None:
        milliseconds, growth.small_queries = self._small.ask(name, requests)
        growth.small.append(milliseconds)
        milliseconds, growth.large_queries = self._large.ask(name, requests)
        growth.large.append(milliseconds)


class Site:
    """A process that has built a site, and measures the pages that it is asked for."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pages: dict[str, str] = self._answer()

    def ask(self, name: str, requests: int) -> tuple[float, int]:
        """Return the milliseconds of a request, and its queries."""
        assert self._process.stdin is not None  # noqa: S101 (for the type checker)
        print(json.dumps([name, requests]), file=self._process.stdin, flush=True)
        milliseconds, queries = self._answer()
        return milliseconds, queries

    def _answer(self) -> Any:
        assert self._process.stdout is not None  # noqa: S101 (for the type checker)
        line = self._process.stdout.readline()
        if not line:
            sys.exit("The process of a site has ended.")
        return json.loads(line)


@contextmanager
def running_site(url: str, posts: int, occurrences: int) -> Iterator[Site]:
    """Build a site, and run its process."""
    with subprocess.Popen(  # noqa: S603 (this file)
        [sys.executable, __file__, "measure", str(posts), str(occurrences)],
        cwd=ROOT,
        env=per_database.environment_for(url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield Site(process)
        finally:
            per_database.end(process)


def main() -> int:
    """Measure on each database, and print the table; return 1 if a page misses its reach."""
    figures: dict[str, float] = {}
    missed = []
    print(f"{'':9} {'page':52} {'small ms':>8} {'large ms':>8} {'ratio':>6}   queries")
    for database, url in per_database.urls(os.environ, "growth").items():
        large = [round(size * SIZE) for size in LARGE[database]]
        with ExitStack() as stack:
            small_site = stack.enter_context(running_site(url, *SMALL))
            large_site = stack.enter_context(running_site(url, *large))
            names = chosen(small_site.pages)
            grown = Sites(small_site, large_site).measure(names, small_site.pages)
        for name, growth in grown.items():
            print(growth.row(database, name))
            if not growth.is_held:
                missed.append(f"{database} {name}")
        for group, ratio in worst(grown).items():
            figures[f"{database}_{group}"] = ratio
    print(f"missed: {'; '.join(missed) or 'none'}")
    print(" ".join(f"{name}={value:g}" for name, value in figures.items()))
    return int(bool(missed))


def chosen(pages: dict[str, str]) -> list[str]:
    """Return the names of the pages in the groups that GROUPS names, by default all."""
    groups = {name for name in os.environ.get("GROUPS", "").split(",") if name}
    return [name for name, group in pages.items() if not groups or group in groups]


def worst(grown: dict[str, Growth]) -> dict[str, float]:
    """Return the largest ratio of each group."""
    ratios: dict[str, float] = defaultdict(float)
    for growth in grown.values():
        ratios[growth.group] = max(ratios[growth.group], round(growth.ratio, 2))
    return dict(ratios)


def measure(arguments: list[str]) -> None:
    """Build a site, print its pages, and then measure each page that the input names."""
    import django

    django.setup()
    from benchmarks.scratch_database import scratch_database

    posts, occurrences = map(int, arguments)
    with scratch_database():
        from django.core.management import call_command

        from benchmarks import growth_data, growth_routes

        call_command("collectstatic", interactive=False, verbosity=0)
        began = time.monotonic()
        site = growth_data.build(posts, occurrences)
        growth_data.analyse()
        print(f"{posts} posts: {time.monotonic() - began:.0f} s", file=sys.stderr)
        routes = growth_routes.routes(site)
        reader = PageReader(site)
        say({name: route.group for name, route in routes.items()})
        for line in sys.stdin:
            name, requests = json.loads(line)
            say(reader.cost(routes[name], requests))


def say(answer: Any) -> None:
    """Print an answer to the process that compares."""
    print(json.dumps(answer), flush=True)


class PageReader:
    """Asks for pages in this process, without the page cache."""

    def __init__(self, site: Any) -> None:
        from django.conf import settings
        from django.core.wsgi import get_wsgi_application
        from django.test import Client

        from tests import factories

        client = Client()
        factories.sign_in(client, site.reader)
        name = settings.SESSION_COOKIE_NAME
        self._cookie = f"{name}={client.cookies[name].value}"
        self._application = get_wsgi_application()

    def cost(self, route: Any, requests: int) -> tuple[float, int]:
        """Return the median milliseconds of a request once everything is warm, and its queries."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self._read(route)
        self._drop_held_lists()
        with CaptureQueriesContext(connection) as captured:
            self._read(route)
            queries = len(captured)
        times = []
        for _time in range(requests):
            self._drop_held_lists()
            before = self._used()
            self._read(route)
            times.append(1000 * processor_time.between(before, self._used()))
        return statistics.median(times), queries

    @staticmethod
    def _drop_held_lists() -> None:
        """Let each request read its rows, as the first one after a sign-up and a reply does."""
        from core.caching.changes import changes

        changes.announce(["events_occurrence", "forum_thread", "forum_post"])

    def _read(self, route: Any) -> None:
        from tests.wsgi_client import get

        cookie = self._cookie if route.is_signed_in else NO_SESSION
        response = get(self._application, route.path, HTTP_COOKIE=cookie)
        if response.status != 200:
            raise RuntimeError(f"{route.path} answered {response.status}.")

    def _used(self) -> dict[str, float]:
        from django.db import connection

        processes = [os.getpid()]
        if connection.vendor == "postgresql":
            connection.ensure_connection()
            processes.append(connection.connection.info.backend_pid)
        return processor_time.of_processes(processes)


if __name__ == "__main__":
    per_database.run(main, measure)
