"""The background worker: queued tasks as they come, and the periodic `tick` once a minute."""

import logging
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.db import connections
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


class Command(db_worker.Command):
    """django-tasks-db's worker for every queue, with the tick in a second thread."""

    help = "Run the background work: queued tasks, and the tick once a minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        super().add_arguments(parser)
        parser.add_argument("--tick", type=float, default=60, help="seconds between ticks")
        # A reloader would put the worker into a second process, out of reach of its stop.
        parser.set_defaults(queue_name="*", interval=1, reload=False)

    def configure_logging(self, verbosity: int) -> None:
        """Leave levels and handlers to the settings, as everywhere else."""

    def handle(self, **options: Any) -> None:
        """Work until SIGTERM or Ctrl-C, which the worker turns into SystemExit."""
        stop = threading.Event()
        ticker = threading.Thread(
            target=tick_until, args=(stop, options.pop("tick")), name="tick", daemon=True
        )
        ticker.start()
        try:
            super().handle(**options)
        finally:
            stop.set()
            ticker.join(STOP_SECONDS)
