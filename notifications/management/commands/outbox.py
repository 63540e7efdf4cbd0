"""`manage.py outbox`: count waiting and failed messages, and retry failed ones."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.delivery import worker
from notifications.delivery.outbox_stats import failures, figures
from notifications.models import AddressTrouble, OutboxMessage, Suppression
from notifications.models.suppression import normalised


class Command(BaseCommand):
    """Prints the figures of the outbox; an option retries failed messages."""

    help = "Shows the outbox: what waits, for how long, what was sent and what was given up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--fail-older-than",
            type=int,
            metavar="MINUTES",
            help="exit with 1 if a message has waited longer: for monitoring",
        )
        parser.add_argument(
            "--retry", action="store_true", help="have the messages given up tried again"
        )
        parser.add_argument(
            "--reach",
            metavar="ADDRESS",
            help="forget that the address took no mail, or that its owner wanted none",
        )

    def handle(
        self,
        *args: Any,
        fail_older_than: int | None,
        retry: bool,
        reach: str | None,
        **options: Any,
    ) -> None:
        if retry:
            count = OutboxMessage.objects.retry_failed()
            worker.wake_worker()
            self.stdout.write(f"{count} put back")
        if reach:
            AddressTrouble.objects.clear(reach)
            Suppression.objects.filter(address=normalised(reach)).delete()
            self.stdout.write(f"{reach} is sent mail again")
        now = figures()
        self.stdout.write(f"waiting: {now.waiting}")
        self.stdout.write(f"oldest: {now.oldest_minutes} minutes")
        self.stdout.write(f"sent in the last hour: {now.sent_last_hour}")
        self.stdout.write(f"sent in the last day: {now.sent_last_day}")
        self.stdout.write(f"addresses that take no mail: {now.unreachable}")
        self.stdout.write(f"given up: {now.given_up}")
        for reason, count in failures():
            self.stdout.write(f"  {count} × {reason}")
        if fail_older_than is not None and now.oldest_minutes > fail_older_than:
            raise CommandError(f"A message has waited for {now.oldest_minutes} minutes.")
