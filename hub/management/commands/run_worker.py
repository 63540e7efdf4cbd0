"""`manage.py run_worker`: run queued tasks, and `tick` once a minute."""

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

from hub.models import Heartbeat

logger = logging.getLogger(__name__)

# Seconds that a running tick may go on after a signal to stop.
STOP_SECONDS = 10
HEARTBEAT_SECONDS = 30


def tick_until(stop: threading.Event, seconds: float) -> None:
    """Run `tick` now and then every `seconds`, also after a failed run."""
    while not stop.is_set():
        try:
            call_command("tick")
        except (Exception, SystemExit):  # `tick` exits when a duty has failed
            logger.exception("The periodic tick failed; the next one comes as usual")
        finally:
            # Django closes connections after requests only, and a connection that the database
            # has dropped must not be used again.
            connections.close_all()
        stop.wait(seconds)


def beat_until(stop: threading.Event) -> None:
    """Write down that the worker runs, now and every `HEARTBEAT_SECONDS`."""
    while not stop.is_set():
        try:
            Heartbeat.objects.beat(Heartbeat.Part.WORKER)
        except Exception as error:
            logger.error("The heartbeat of the worker cannot be written: %s", error)
        finally:
            connections.close_all()
        stop.wait(HEARTBEAT_SECONDS)


class TaskWorker(db_worker.Command):
    """The worker of django-tasks-db, with the logging of the settings."""

    def configure_logging(self, verbosity: int) -> None:
        """Do nothing."""


def work_until_stopped(stop: threading.Event, interval: float) -> None:
    """Run queued tasks until SIGTERM or Ctrl-C."""
    backend: object = task_backends["default"]
    if isinstance(backend, DatabaseBackend):
        # Its reloader would run the tasks in a second process, which gets no signals. A signal
        # raises SystemExit after the running task.
        call_command(
            TaskWorker(), queue_name="*", interval=interval, reload=False, startup_delay=False
        )
        return
    # TASKS=immediate has no queue, so only the tick runs.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()


class Command(BaseCommand):
    # Tasks run in the main thread, which gets the signals; tick and heartbeat in threads of theirs.

    help = "Run the background work: queued tasks, and the tick once a minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1, help="seconds between checks of an empty queue"
        )
        parser.add_argument("--tick", type=float, default=60, help="seconds between ticks")

    def handle(self, *args: Any, interval: float, tick: float, **options: Any) -> None:
        stop = threading.Event()
        ticker = threading.Thread(target=tick_until, args=(stop, tick), name="tick", daemon=True)
        heart = threading.Thread(target=beat_until, args=(stop,), name="heartbeat", daemon=True)
        ticker.start()
        heart.start()
        try:
            work_until_stopped(stop, interval)
        finally:
            stop.set()
            ticker.join(STOP_SECONDS)
