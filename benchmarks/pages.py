"""Measure the pages of the hub beside two yardsticks: `make bench-pages`.

Seconds mean nothing on a shared machine, so a page is measured as processor time for each request,
of server, database and cache together, as a multiple of a yardstick in the same run:

- H, a plain WSGI "hello world", for pages from the page cache;
- L, a lean list (`benchmarks/lean_list.py`), for pages that are rendered: for a reader with a
  session cookie that names no session, and for a resident who is signed in.

All of them run under the same gunicorn with production settings, on the demo site, with SQLite and,
if DATABASE_URL and CACHE_URL name them, with PostgreSQL and Redis. They take turns in each round,
and the median of the rounds counts. Prints a table and one line of figures; exits with 1 if a row
misses its reach.

REQUESTS=40 ROUNDS=3 PAGES=front,thread
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import processor_time  # noqa: E402
from tests.gunicorn_server import HOST, Server  # noqa: E402

REQUESTS = int(os.environ.get("REQUESTS", "40"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
# A request from the page cache is so short that many are needed for a figure.
CACHED_REQUESTS = 30 * REQUESTS
CONNECTIONS = 8
NO_SESSION = "sessionid=abcdefghijklmnopqrstuvwxyz012345"
MEMORY_REQUESTS = 10_000
MEMORY_REACH = 200 * 1024 * 1024


class Reach(NamedTuple):
    """What a page may take: multiples of L, and queries of a reader who is not signed in."""

    lean: float
    queries: int = 100


REACHES = {
    "front": Reach(3, 8),
    "theme": Reach(3, 8),
    "campaign": Reach(2.5, 8),
    "event": Reach(3, 8),
    "calendar": Reach(3, 6),
    "month": Reach(3, 6),
    "threads": Reach(2, 5),
    "thread_5": Reach(2, 5),
    "thread_20": Reach(2, 5),
    "search": Reach(3),
}
# Multiples of H, for a page from memory: in the process, and with Redis behind it.
CACHED_REACH = {"sqlite": 1.5, "postgres": 2.0}


def main() -> int:
    """Measure with each database, and print the table; return 1 if a row misses its reach."""
    names = [name for name in os.environ.get("PAGES", "").split(",") if name] or list(REACHES)
    urls = {"sqlite": f"sqlite:///{ROOT}/var/bench-pages.sqlite3"}
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        urls["postgres"] = os.environ["DATABASE_URL"]
    figures: dict[str, float] = {}
    missed = []
    print(f"{'':9} {'page':10} {'state':9} {'ms':>7} {'ratio':>8} {'queries':>8}  reach")
    for database, url in urls.items():
        result = measure_in_subprocess(url, names)
        for page in names:
            for state in ("cached", "uncached", "signed_in"):
                line, is_held, ratio = judge(database, page, state, result)
                print(line)
                figures[f"{database}_{page}_{state}"] = ratio
                if not is_held:
                    missed.append(f"{database} {page} {state}")
        if "memory" in result:
            memory = result["memory"]
            print(f"{database:9} a process after {MEMORY_REQUESTS} requests: {memory >> 20} MB")
            figures[f"{database}_memory_mb"] = memory >> 20
            if memory > MEMORY_REACH:
                missed.append(f"{database} memory")
    if "postgres" not in urls:
        print("postgres: skipped, DATABASE_URL names no server")
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
        f"{database:9} {page:10} {state:9} {milliseconds:7.2f} {ratio:6.2f} {unit} {shown:>8}  "
        f"{limit:g} {unit} {verdict}"
    )
    return line, is_held, ratio


def measure_in_subprocess(url: str, names: list[str]) -> dict[str, Any]:
    """Measure on the database of `url` in a process of its own, since Django reads it once."""
    environment = os.environ | {"DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    if url.startswith("sqlite"):
        environment.pop("CACHE_URL", None)
    done = subprocess.run(  # noqa: S603 (this file)
        [sys.executable, __file__, "measure", *names],
        check=False,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit(f"The measurement on {urlsplit(url).scheme} failed.")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(names: list[str]) -> None:
    """Measure on DATABASE_URL, and print the figures as JSON."""
    os.environ.update(
        DEBUG="0",
        DJANGO_SETTINGS_MODULE="hub.settings",
        SECRET_KEY="only-for-measuring",  # noqa: S106
        BASE_URL="http://testserver",
        EMAIL_URL="memorymail://",
        TASKS="immediate",
        LOG_LEVEL="ERROR",
        MEDIA=str(ROOT / "var" / "bench-media"),
    )
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import demo_pages
    from benchmarks.scratch_database import scratch_database

    call_command("collectstatic", interactive=False, verbosity=0)
    log = ROOT / "var" / "bench-pages.log"
    log.unlink(missing_ok=True)
    with scratch_database() as url:
        site = demo_pages.load()
        queries = {name: demo_pages.count_queries(site.paths[name]) for name in names}
        from django.db import connection

        connection.close()
        with (
            Server({}, log=log, app="benchmarks.hello", health="/") as hello,
            Server({"DATABASE_URL": url}, log=log, app="benchmarks.lean_list", health="/") as lean,
            Server({"DATABASE_URL": url}, log=log) as hub,
        ):
            result = take_turns(hello, lean, hub, site, names, database_name(url))
            if len(names) == len(REACHES):
                result["memory"] = memory_after_many(hub, site.paths)
        print(json.dumps(result | {"queries": queries}))


def take_turns(
    hello: Server, lean: Server, hub: Server, site: Any, names: list[str], database: str
) -> dict[str, Any]:
    """Measure yardsticks and pages in turn; return the median of milliseconds and of ratios."""
    cookies = {"cached": "", "uncached": NO_SESSION, "signed_in": site.session_cookie}
    times: dict[str, list[float]] = defaultdict(list)
    ratios: dict[str, list[float]] = defaultdict(list)
    for _round in range(ROUNDS):
        h = cost(hello, "/", "", CACHED_REQUESTS, database)
        line = cost(lean, "/", NO_SESSION, REQUESTS, database)
        for name in names:
            for state, cookie in cookies.items():
                count = CACHED_REQUESTS if state == "cached" else REQUESTS
                milliseconds = cost(hub, site.paths[name], cookie, count, database)
                times[f"{name} {state}"].append(milliseconds)
                ratios[f"{name} {state}"].append(milliseconds / (h if state == "cached" else line))
    return {
        "milliseconds": {key: statistics.median(found) for key, found in times.items()},
        "ratios": {key: statistics.median(found) for key, found in ratios.items()},
    }


def cost(server: Server, path: str, cookie: str, count: int, database: str) -> float:
    """Return the processor time of a request in milliseconds, once everything is warm."""
    connections = [http.client.HTTPConnection(HOST, server.port) for _ in range(CONNECTIONS)]
    ask(connections, path, cookie, 3 * CONNECTIONS)
    before = used(server, database)
    ask(connections, path, cookie, count)
    spent = used(server, database) - before
    for connection in connections:
        connection.close()
    return 1000 * spent / count


def ask(connections: list[http.client.HTTPConnection], path: str, cookie: str, count: int) -> None:
    """Ask for the page `count` times, as browsers do."""
    headers = {"Accept-Encoding": "gzip, deflate, br", **({"Cookie": cookie} if cookie else {})}
    for number in range(count):
        connection = connections[number % len(connections)]
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}.")
        if cookie and response.headers.get("Cache-Control", "").startswith("public"):
            raise RuntimeError(f"{path} came from the page cache.")


def used(server: Server, database: str) -> float:
    """Return the processor time of the server, its database and its cache so far, in seconds."""
    total = processor_time.of_processes(server.processes())
    if database:
        total += processor_time.of_postgres(database)
    if cache := os.environ.get("CACHE_URL", ""):
        total += processor_time.of_redis(cache)
    return total


def memory_after_many(hub: Server, paths: dict[str, str]) -> int:
    """Return the memory of the larger process after many requests over all pages, in bytes."""
    connections = [http.client.HTTPConnection(HOST, hub.port) for _ in range(CONNECTIONS)]
    each = MEMORY_REQUESTS // (2 * len(paths))
    for path in paths.values():
        ask(connections, path, "", each)
        ask(connections, path, NO_SESSION, each // 10)
    return processor_time.memory_of(hub.processes())


def database_name(url: str) -> str:
    """Return the name of PostgreSQL's database; empty for SQLite, which is in the server."""
    return urlsplit(url).path.strip("/") if url.startswith("postgres") else ""


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(sys.argv[2:])
    else:
        sys.exit(main())
