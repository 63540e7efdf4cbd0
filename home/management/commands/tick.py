"""`manage.py tick`: what has to be done from time to time."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from events import signing_up
from notifications import outbox

logger = logging.getLogger(__name__)

# Each can be repeated, and none stands in the way of the next.
DUTIES: dict[str, Callable[[], int]] = {
    "unconfirmed sign-ups expired": signing_up.expire_unconfirmed,
    "sign-ups anonymised": signing_up.anonymise_past,
    "messages sent": outbox.deliver_due,
}


class Command(BaseCommand):
    """Do all periodic work once. Meant to be called every minute; can be called at any time."""

    help = "Does periodic work once: expires, anonymises, sends what is still owed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do every duty; one that fails is logged, and the command fails at the end."""
        failed = False
        for name, duty in DUTIES.items():
            try:
                count = duty()
            except Exception:
                logger.exception("Failed: %s", name)
                failed = True
                continue
            if count:
                self.stdout.write(f"{count} {name}")
        if failed:
            raise SystemExit(1)
