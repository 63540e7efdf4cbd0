"""`manage.py run_worker` runs tasks and the tick until a signal."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.core.management import call_command

from hub.management.commands import run_worker


@pytest.fixture
def ticks(monkeypatch):
    """The calls of a `tick` that fails twice and then stops the worker."""
    called = []
    stop = threading.Event()

    def call_command(name):
        called.append(name)
        if len(called) == 1:
            raise RuntimeError("the first tick fails")
        if len(called) == 2:
            # As `tick` itself ends when one of its duties has failed.
            raise SystemExit(1)
        if len(called) == 3:
            stop.set()

    closed = []
    monkeypatch.setattr(run_worker, "call_command", call_command)
    monkeypatch.setattr(run_worker.connections, "close_all", lambda: closed.append(True))
    return called, closed, stop


def test_a_failed_tick_is_logged_and_repeated(ticks, caplog):
    called, closed, stop = ticks
    run_worker.tick_until(stop, 0.01)
    assert called == ["tick", "tick", "tick"]
    assert len(closed) == 3
    assert "The periodic tick failed" in caplog.text
    assert "the first tick fails" in caplog.text


def test_a_stopped_worker_does_not_tick(ticks):
    called, _closed, stop = ticks
    stop.set()
    run_worker.tick_until(stop, 60)
    assert called == []


@pytest.fixture
def database_tasks(settings):
    """Tasks wait in the database, as in production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_it_works_on_every_queue(monkeypatch, database_tasks):
    monkeypatch.setattr(run_worker, "tick_until", lambda stop, seconds: None)
    monkeypatch.setattr(run_worker, "beat_until", lambda stop: None)
    monkeypatch.setattr(run_worker.PatientWorker, "configure_signals", lambda self: None)
    seen = {}

    def run(self):
        seen.update(vars(self))
        raise SystemExit(0)

    monkeypatch.setattr(run_worker.PatientWorker, "run", run)
    with pytest.raises(SystemExit):
        call_command("run_worker")
    assert seen["process_all_queues"]
    assert seen["backend_name"] == "default"
    assert seen["interval"] == 1


def test_the_tick_ends_with_the_worker(monkeypatch):
    def end(stop, interval):
        raise SystemExit(0)

    seen = []
    monkeypatch.setattr(run_worker, "call_command", seen.append)
    monkeypatch.setattr(run_worker, "work_until_stopped", end)
    with pytest.raises(SystemExit):
        run_worker.Command().handle(interval=1, tick=60)
    assert seen in ([], ["tick"])
    assert "tick" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.parametrize("tasks", ["database", "immediate"])
def test_a_signal_ends_it_with_exit_code_0(tmp_path, root, tasks):
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/hub.sqlite3",
        "TASKS": tasks,
    }
    manage = [sys.executable, "manage.py"]
    if tasks == "database":
        # The queue's table is all that an idle worker reads.
        subprocess.run(
            [*manage, "migrate", "django_tasks_database", "-v0"],
            cwd=root,
            env=environment,
            check=True,
        )
    worker = subprocess.Popen(
        [*manage, "run_worker", "--tick", "0.2"],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    # The other tables are missing, so the tick fails, which must not end the worker.
    for line in worker.stdout:
        if "The periodic tick failed" in line:
            break
    time.sleep(1)
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=20)
    assert worker.returncode == 0
