"""The background worker: queued tasks as they come, and the periodic `tick` once a minute."""

import logging
import signal
import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django_tasks import task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.management.commands import db_worker

logger = logging.getLogger(__name__)

# How long a tick under way may go on after somebody asked the worker to stop.
STOP_SECONDS = 10


def tick_until(stop: threading.Event, seconds: float) -> None:
    """Run `tick` now and every so many seconds; no failure of one run keeps the next away."""
    while not stop.is_set():
        try:
            call_command("tick")
        except (Exception, SystemExit):  # tick exits with a code when one of its duties failed
            logger.exception("The periodic tick failed; the next one comes as usual")
        finally:
            # This thread's own connections: nobody else would close them, and one that a
            # restarted database has dropped must not be used again.
            connections.close_all()
        stop.wait(seconds)


class TaskWorker(db_worker.Command):
    """django-tasks-db's worker, which leaves logging to the settings like everything else."""

    def configure_logging(self, verbosity: int) -> None:
        """Change no level and add no handler."""


def work_until_stopped(stop: threading.Event, interval: float) -> None:
    """Run queued tasks until SIGTERM or Ctrl-C."""
    backend: object = task_backends["default"]
    if isinstance(backend, DatabaseBackend):
        # Without its reloader, which would put the work into a second process, out of reach.
        # A signal ends it as SystemExit, after the task under way.
        call_command(
            TaskWorker(), queue_name="*", interval=interval, reload=False, startup_delay=False
        )
        return
    # With TASKS=immediate there is no queue, and only the tick is left to do.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()


class Command(BaseCommand):
    """Queued tasks in the main thread, which gets the signals, and the tick in a second one."""

    help = "Run the background work: queued tasks, and the tick once a minute."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--interval", type=float, default=1, help="seconds between looks at an empty queue"
        )
        parser.add_argument("--tick", type=float, default=60, help="seconds between ticks")

    def handle(self, *args: Any, interval: float, tick: float, **options: Any) -> None:
        """Work until somebody asks for the end."""
        stop = threading.Event()
        ticker = threading.Thread(target=tick_until, args=(stop, tick), name="tick", daemon=True)
        ticker.start()
        try:
            work_until_stopped(stop, interval)
        finally:
            stop.set()
            ticker.join(STOP_SECONDS)
