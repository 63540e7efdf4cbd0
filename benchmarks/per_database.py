"""Run a benchmark once for each database, in processes of their own.

Django reads DATABASE_URL once, so a benchmark starts itself again for each database: its `main`
calls `measure`, which runs the same file with the arguments "measure" and further ones, and gets
back the last line that this prints, as JSON.

SQLite is always measured, and PostgreSQL if DATABASE_URL names a server. DATABASES=postgres (or
sqlite, or sqlite,postgres) chooses.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from benchmarks.stopping import stop_on_signals

ROOT = Path(__file__).resolve().parents[1]
# Seconds in which a process that is told to end removes its database.
_END_SECONDS = 60
# Connections stay, so that the processor time of each can be counted.
_CONNECTION_SECONDS = 24 * 3600
# Settings in which all benchmarks agree: production's, with nothing that leaves the machine.
SETTINGS = {
    "DEBUG": "0",
    "DJANGO_SETTINGS_MODULE": "hub.settings",
    "SECRET_KEY": "only-for-measuring",
    "BASE_URL": "http://testserver",
    "EMAIL_URL": "memorymail://",
    "TASKS": "immediate",
    "LOG_LEVEL": "ERROR",
    # Parallel workers of PostgreSQL have processes of their own, which nobody could add up. The
    # cost is what docs/operators.md recommends.
    "PGOPTIONS": "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1",
}


def urls(environment: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the URL of each database to measure on; exit if one that is asked for has none.

    `name` is that of the benchmark, for SQLite's file.
    """
    found = {"sqlite": f"sqlite:///{ROOT}/var/bench-{name}.sqlite3"}
    if environment.get("DATABASE_URL", "").startswith("postgres"):
        found["postgres"] = environment["DATABASE_URL"]
    chosen = [each for each in environment.get("DATABASES", "").split(",") if each] or list(found)
    for each in chosen:
        if each not in found:
            sys.exit(f"DATABASES has {each}, but DATABASE_URL=postgres://… names no server.")
    return {each: found[each] for each in chosen}


def environment_for(url: str) -> dict[str, str]:
    """Return the environment of a process that measures on `url`; SQLite goes without Redis."""
    environment = os.environ | SETTINGS | {"PYTHONPATH": str(ROOT)}
    if url.startswith("sqlite"):
        environment.pop("CACHE_URL", None)
    else:
        url += f"{'&' if '?' in url else '?'}conn_max_age={_CONNECTION_SECONDS}"
    environment["DATABASE_URL"] = url
    return environment


def measure(script: str, url: str, *arguments: str) -> dict[str, Any]:
    """Run `script measure …` on the database of `url`; return what its last line says."""
    with subprocess.Popen(  # noqa: S603 (the benchmark that calls)
        [sys.executable, script, "measure", *arguments],
        cwd=ROOT,
        env=environment_for(url),
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C reaches this process alone, which passes it on once.
        start_new_session=True,
    ) as process:
        try:
            written, _errors = process.communicate()
        except BaseException:
            end(process)
            raise
    if process.returncode:
        sys.exit(f"The measurement on {url.partition(':')[0]} failed.")
    result: dict[str, Any] = json.loads(written.splitlines()[-1])
    return result


def end(process: subprocess.Popen[str]) -> None:
    """End a process, and wait until it has removed what it made."""
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(main: Callable[[], int], measure_here: Callable[[list[str]], None]) -> NoReturn:
    """Run one of the two, by the arguments of this process."""
    stop_on_signals()
    if sys.argv[1:2] == ["measure"]:
        measure_here(sys.argv[2:])
        sys.exit(0)
    sys.exit(main())
