"""The worker's tick comes again whatever happened the last time."""

import threading

import pytest
from django.core.management import get_commands, load_command_class

from hub.management.commands import work


@pytest.fixture
def ticks(monkeypatch):
    """The commands called; the first two fail, the third stops the ticking."""
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
    monkeypatch.setattr(work, "call_command", call_command)
    monkeypatch.setattr(work.connections, "close_all", lambda: closed.append(True))
    return called, closed, stop


def test_a_failed_tick_is_logged_and_the_next_one_comes(ticks, caplog):
    called, closed, stop = ticks
    work.tick_until(stop, 0.01)
    assert called == ["tick", "tick", "tick"]
    assert len(closed) == 3
    assert "The periodic tick failed" in caplog.text
    assert "the first tick fails" in caplog.text


def test_a_stopped_worker_does_not_tick(ticks):
    called, _closed, stop = ticks
    stop.set()
    work.tick_until(stop, 60)
    assert called == []


def test_it_serves_every_queue_without_a_reloader(settings):
    settings.DEBUG = True
    command = load_command_class(get_commands()["work"], "work")
    options = command.create_parser("manage.py", "work").parse_args([])
    assert options.queue_name == "*"
    assert options.reload is False
    assert options.interval == 1
    assert options.tick == 60


def test_the_tick_ends_with_the_worker(monkeypatch):
    seen = []
    monkeypatch.setattr(work, "call_command", seen.append)

    def handle(self, **options):
        assert "tick" not in options
        raise SystemExit(0)

    monkeypatch.setattr(work.db_worker.Command, "handle", handle)
    with pytest.raises(SystemExit):
        work.Command().handle(tick=60)
    assert seen in ([], ["tick"])
    assert "tick" not in [thread.name for thread in threading.enumerate()]
