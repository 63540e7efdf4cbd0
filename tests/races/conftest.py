"""A database of one's own, which other processes work on, and the processes that do."""

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

from tests.databases import copied
from tests.gunicorn_server import ROOT, Server
from tests.races import seat_triggers

HERE = "tests.races"


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[str]:
    """A migrated database for one test alone, which notes every change; its URL.

    In the test, the ORM works on it, too.
    """
    with django_db_blocker.unblock(), copied(tmp_path) as (name, url):
        source = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = name
        try:
            seat_triggers.note_everything()
            yield url
        finally:
            connection.close()
            connection.settings_dict["NAME"] = source


@pytest.fixture
def environment(own_database: str) -> dict[str, str]:
    """What processes find in their environment that work on the test's own database."""
    return {
        "DJANGO_SETTINGS_MODULE": f"{HERE}.settings",
        "DATABASE_URL": own_database,
        "TASKS": "database",
        # Each stranger comes from an address of their own.
        "BEHIND_PROXY": "1",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        # Processes die here, and not the database: what they commit need not be on disk.
        "PGOPTIONS": "-c synchronous_commit=off",
    }


@contextmanager
def serving(environment: dict[str, str], folder: Path, **options: Any) -> Iterator[Server]:
    """Run the hub as it is deployed; fail if it had an error of its own."""
    with Server(environment, log=folder / "server.log", **options) as server:
        yield server
    # What gunicorn says when a test kills one of its processes is no error of the hub's.
    lines = [line for line in server.written().splitlines() if "was sent SIGKILL" not in line]
    written = "\n".join(lines)
    for word in ("Traceback", "ERROR", "locked", "deadlock"):
        assert word not in written, written[-4000:]


@contextmanager
def observed(url: str) -> Iterator[dict[str, Any]]:
    """Have an observer look at the database all the while; afterwards the dict is its report."""
    report: dict[str, Any] = {}
    observer = start("observer", url, environment={})
    assert observer.stdout is not None
    assert observer.stdout.readline() == "ready\n"
    try:
        yield report
    finally:
        told, _nothing = observer.communicate(timeout=30)
        report |= json.loads(told)


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
    """Wait for a program of this folder to end by itself; return what it tells."""
    try:
        told, _nothing = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert process.returncode == 0
    report: dict[str, Any] = json.loads(told.splitlines()[-1])
    return report
