"""Measure the pages of the hub beside two yardsticks: `make bench-pages`.

Seconds mean nothing on a shared machine, so a page is measured as processor time for each request,
of server, database and cache together, as a multiple of a yardstick in the same run:

- H, a plain WSGI "hello world", for pages from the page cache;
- L, a lean list (`benchmarks/lean_list.py`), for pages that are rendered: for a reader with a
  session cookie that names no session, and for a resident who is signed in. The dashboard of the
  admin is measured for an editor.

All of them run under the same gunicorn with production settings, on the demo site, with SQLite and,
if DATABASE_URL and CACHE_URL name them, with PostgreSQL and Redis. They take turns in each round,
and the median of the rounds counts. Prints a table and one line of figures; exits with 1 if a row
misses its reach. With all pages, the memory of a process is measured as well.

REQUESTS=40 ROUNDS=3 PAGES=front,threads DATABASES=sqlite
"""

import json
import os
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import per_database, process_memory  # noqa: E402
from benchmarks.measured_server import NO_SESSION, MeasuredServer  # noqa: E402
from tests.gunicorn_server import Server  # noqa: E402

REQUESTS = int(os.environ.get("REQUESTS", "40"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
# A request from the page cache is so short that many are needed for a figure.
CACHED_REQUESTS = 30 * REQUESTS
STATES = ("cached", "uncached", "signed_in")
# The blocks of a campaign with every block, of which seven are in the reach of any campaign.
EVERY_BLOCK = 26
# The processes stay, so that all of their processor time can be counted.
OPTIONS = "--max-requests 0"


class Reach(NamedTuple):
    """What a page may take: multiples of L, and queries of a reader who is not signed in."""

    lean: float
    queries: int = 100
    states: tuple[str, ...] = STATES


REACHES = {
    "front": Reach(3, 8),
    "theme": Reach(3, 8),
    "campaign": Reach(2.5, 8),
    # A tenth for each further block.
    "every_block": Reach(2.5 + 0.1 * (EVERY_BLOCK - 7), 12),
    "event": Reach(3, 8),
    "calendar": Reach(3, 6),
    "month": Reach(3, 6),
    "threads": Reach(2, 5),
    "thread_5": Reach(2, 5),
    "thread_20": Reach(2, 5),
    "search": Reach(3),
    "dashboard": Reach(6, states=("as_editor",)),
    # What the dashboard's script asks for then.
    "panels": Reach(6, states=("as_editor",)),
}
# Multiples of H, for a page from memory: in the process, and with Redis behind it.
CACHED_REACH = {"sqlite": 1.5, "postgres": 2.0}


def main() -> int:
    """Measure with each database, and print the table; return 1 if a row misses its reach."""
    names = [name for name in os.environ.get("PAGES", "").split(",") if name] or list(REACHES)
    figures: dict[str, float] = {}
    missed = []
    print(f"{'':9} {'page':11} {'state':9} {'ms':>7} {'ratio':>8} {'queries':>8}  reach")
    for database, url in per_database.urls(os.environ, "pages").items():
        result = per_database.measure(__file__, url, *names)
        print(f"{database:9} H {result['h']:.2f} ms, L {result['l']:.2f} ms")
        for page in names:
            for state in REACHES[page].states:
                line, is_held, ratio = judge(database, page, state, result)
                print(line)
                figures[f"{database}_{page}_{state}"] = ratio
                if not is_held:
                    missed.append(f"{database} {page} {state}")
        if "memory" in result:
            line, is_held, megabytes = process_memory.judge(*result["memory"])
            print(f"{database:9} {line}")
            figures[f"{database}_memory_mb"] = megabytes
            if not is_held:
                missed.append(f"{database} memory")
    print(f"missed: {', '.join(missed) or 'none'}")
    print(" ".join(f"{name}={value:g}" for name, value in figures.items()))
    return int(bool(missed))


def judge(database: str, page: str, state: str, result: dict[str, Any]) -> tuple[str, bool, float]:
    """Return the row of the table, whether it holds its reach, and the ratio."""
    reach = REACHES[page]
    milliseconds = result["milliseconds"][f"{page} {state}"]
    ratio = round(result["ratios"][f"{page} {state}"], 2)
    queries = result["queries"][page] if state == "uncached" else None
    if state == "cached":
        unit, limit = "H", CACHED_REACH[database]
    else:
        unit, limit = "L", reach.lean + (state == "signed_in")
    is_held = ratio <= limit and (queries is None or queries <= reach.queries)
    shown = "" if queries is None else str(queries)
    verdict = "" if is_held else "MISSED"
    line = (
        f"{database:9} {page:11} {state:9} {milliseconds:7.2f} {ratio:6.2f} {unit} {shown:>8}  "
        f"{limit:g} {unit} {verdict}"
    )
    return line, is_held, ratio


def measure(names: list[str]) -> None:
    """Measure on DATABASE_URL, and print the figures as JSON."""
    os.environ["MEDIA"] = str(ROOT / "var" / "bench-media")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import demo_pages
    from benchmarks.scratch_database import scratch_database

    call_command("collectstatic", interactive=False, verbosity=0)
    log = ROOT / "var" / "bench-pages.log"
    log.unlink(missing_ok=True)
    with scratch_database() as url:
        site = demo_pages.load()
        if site.blocks != EVERY_BLOCK:
            raise ValueError(f"There are {site.blocks} kinds of block: change EVERY_BLOCK.")
        queries = {
            name: demo_pages.count_queries(site.paths[name])
            for name in names
            if "uncached" in REACHES[name].states
        }
        connection.close()
        cache = os.environ.get("CACHE_URL", "")
        database = urlsplit(url).path.strip("/") if url.startswith("postgres") else ""

        def server(**options: Any) -> Server:
            # With the key of this process, or its sessions would count as those of nobody.
            shared = {"DATABASE_URL": url, "SECRET_KEY": os.environ["SECRET_KEY"]}
            environment = shared | options.pop("environment", {})
            return Server(environment, log=log, options=OPTIONS, **options)

        with (
            server(app="benchmarks.hello", health="/") as hello,
            server(app="benchmarks.lean_list", health="/") as lean,
            server() as hub,
        ):
            result = take_turns(
                MeasuredServer(hello),
                MeasuredServer(lean, database=database),
                MeasuredServer(hub, database=database, cache=cache),
                site,
                names,
            )
        if len(names) == len(REACHES):
            with server(environment={"WEB_CONCURRENCY": "1"}) as hub:
                result["memory"] = process_memory.measure(hub, site)
        print(json.dumps(result | {"queries": queries}))


def take_turns(
    hello: MeasuredServer, lean: MeasuredServer, hub: MeasuredServer, site: Any, names: list[str]
) -> dict[str, Any]:
    """Measure yardsticks and pages in turn; return the median of milliseconds and of ratios."""
    cookies = {
        "cached": "",
        "uncached": NO_SESSION,
        "signed_in": site.session_cookie,
        "as_editor": site.editor_cookie,
    }
    paths = site.paths | site.editor_paths
    times: dict[str, list[float]] = defaultdict(list)
    ratios: dict[str, list[float]] = defaultdict(list)
    for _round in range(ROUNDS):
        for name in names:
            # Beside each page, since what else the machine does changes within minutes.
            yardsticks = {
                "h": hello.cost("/", "", CACHED_REQUESTS),
                "l": lean.cost("/", NO_SESSION, REQUESTS),
            }
            for yardstick, milliseconds in yardsticks.items():
                times[yardstick].append(milliseconds)
            for state in REACHES[name].states:
                is_cached = state == "cached"
                milliseconds = hub.cost(
                    paths[name],
                    cookies[state],
                    CACHED_REQUESTS if is_cached else REQUESTS,
                    is_hit=is_cached,
                    rows=site.rows.get(name),
                )
                times[f"{name} {state}"].append(milliseconds)
                yardstick = yardsticks["h" if is_cached else "l"]
                ratios[f"{name} {state}"].append(milliseconds / yardstick)
    medians = {key: statistics.median(found) for key, found in times.items()}
    return {
        "h": medians.pop("h"),
        "l": medians.pop("l"),
        "milliseconds": medians,
        "ratios": {key: statistics.median(found) for key, found in ratios.items()},
    }


if __name__ == "__main__":
    per_database.run(main, measure)
