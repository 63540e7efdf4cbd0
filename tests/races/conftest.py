"""The suite of races and crashes: concurrent requests and jobs, and killed processes.

    make test-races                         a size that CI has time for
    make test-races RACES=full              the full size (`make test-all` does this)
    pytest tests/races                      the same, with the same environment variable

CI runs them on SQLite, and on PostgreSQL with Redis. Nothing in them depends on how fast the
machine is: they wait for conditions. The positive controls show that a test would notice a fault.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core.caching.changes import changes
from tests.databases import copied
from tests.gunicorn_server import ROOT, Server
from tests.races import seat_triggers, sizes

HERE = "tests.races"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the size of the races."""
    of = "the full size (RACES=full)" if sizes.FULL else "the size for CI; RACES=full is larger"
    terminalreporter.write_line(f"Races: {of}")


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database for one test, which logs every change.

    The ORM of the test works on it, too.
    """
    with django_db_blocker.unblock(), copied(tmp_path) as (name, url):
        source = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = name
        # The servers of the test read of its changes where they look themselves.
        changes._log = None
        try:
            seat_triggers.log_changes()
            yield url
        finally:
            connection.close()
            connection.settings_dict["NAME"] = source
            changes._log = None


@pytest.fixture
def environment(own_database: str) -> dict[str, str]:
    """The environment of processes that work on the test's own database."""
    return {
        "DJANGO_SETTINGS_MODULE": f"{HERE}.server_settings",
        "DATABASE_URL": own_database,
        "TASKS": "database",
        # Each request has its own client address.
        "BEHIND_PROXY": "1",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        # Tests kill processes, not the database, so commits need not reach the disk.
        "PGOPTIONS": "-c synchronous_commit=off",
    }


@contextmanager
def serving(environment: dict[str, str], folder: Path, **options: Any) -> Iterator[Server]:
    """Run the hub on gunicorn; fail if its log has an error."""
    with Server(environment, log=folder / "server.log", **options) as server:
        yield server
    # gunicorn logs that a test killed one of its processes.
    lines = [line for line in server.written().splitlines() if "was sent SIGKILL" not in line]
    written = "\n".join(lines)
    for word in ("Traceback", "ERROR", "locked", "deadlock"):
        assert word not in written, written[-4000:]


@contextmanager
def observed(url: str) -> Iterator[dict[str, Any]]:
    """Run the observer; afterwards the dict is its report."""
    report: dict[str, Any] = {}
    observer = start("seat_observer", url, environment={})
    assert observer.stdout is not None
    assert observer.stdout.readline() == "ready\n"
    try:
        yield report
    finally:
        output, _errors = observer.communicate(timeout=30)
        report |= json.loads(output)


def start(program: str, *arguments: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start a program of this folder as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", f"{HERE}.{program}", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def report_of(process: subprocess.Popen[str], timeout: float) -> dict[str, Any]:
    """Wait for a program of this folder to end by itself; return its report."""
    try:
        output, _errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert process.returncode == 0
    report: dict[str, Any] = json.loads(output.splitlines()[-1])
    return report
