"""`manage.py run_worker`: run queued tasks, and `tick` once a minute."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connections
from django.utils.crypto import get_random_string
from django_tasks import task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.management.commands import db_worker
from django_tasks_db.utils import is_locked_database_exception

from hub.models import Heartbeat

logger = logging.getLogger(__name__)

# Seconds that a running tick may go on after a signal to stop.
STOP_SECONDS = 10
HEARTBEAT_SECONDS = 30
# Seconds until a locked database is asked again. Each question has waited already, for the timeout
# of the connection.
LOCKED_SECONDS = 5.0


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


class PatientWorker(db_worker.Worker):
    """The worker of django-tasks-db, which goes on after "database is locked".

    Another connection to SQLite may write for longer than the timeout. A task whose claim was not
    stored is still waiting. One that has run is claimed, and does not run again.
    """

    def run(self) -> None:
        """Run tasks until a signal. Raise other errors of the database."""
        while True:
            try:
                super().run()
                return
            except OperationalError as error:
                if not is_locked_database_exception(error):
                    raise
                logger.warning("The worker waits for the database: %s", error)
            if not self.running:
                return  # a signal came meanwhile
            time.sleep(LOCKED_SECONDS)


def work_until_stopped(stop: threading.Event, interval: float) -> None:
    """Run queued tasks until SIGTERM or Ctrl-C."""
    backend: object = task_backends["default"]
    if isinstance(backend, DatabaseBackend):
        worker = PatientWorker(
            queue_names=["*"],
            interval=interval,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        # A signal raises SystemExit after the running task.
        worker.configure_signals()
        worker.run()
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
