"""The figures of the outbox, for the command, monitoring and the dashboard."""

import datetime
from dataclasses import asdict, dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from notifications.models import AddressTrouble, OutboxMessage

State = OutboxMessage.State


@dataclass(frozen=True)
class Unsent:
    """What has not been sent, in numbers."""

    waiting: int
    # The time at which the oldest waiting message was written.
    oldest: datetime.datetime | None
    given_up: int


@dataclass(frozen=True)
class Figures(Unsent):
    """The state of the outbox in numbers."""

    sent_last_hour: int
    sent_last_day: int
    unreachable: int

    @property
    def oldest_minutes(self) -> int:
        """The age of the oldest waiting message in full minutes."""
        return int((timezone.now() - self.oldest).total_seconds() // 60) if self.oldest else 0


def unsent() -> Unsent:
    """Return what has not been sent. One query, which reads no sent message."""
    # The index is on `sent_at`, which exactly the sent ones have.
    found = OutboxMessage.objects.filter(sent_at=None).aggregate(
        waiting=Count("pk", filter=~Q(state=State.FAILED)),
        oldest=Min("created_at", filter=~Q(state=State.FAILED)),
        given_up=Count("pk", filter=Q(state=State.FAILED)),
    )
    return Unsent(**found)


def figures() -> Figures:
    """Return the figures. Three queries."""
    now = timezone.now()
    sent = OutboxMessage.objects.filter(sent_at__gt=now - datetime.timedelta(days=1)).aggregate(
        sent_last_hour=Count("pk", filter=Q(sent_at__gt=now - datetime.timedelta(hours=1))),
        sent_last_day=Count("pk"),
    )
    unreachable = AddressTrouble.objects.unreachable().count()
    return Figures(**asdict(unsent()), **sent, unreachable=unreachable)


def failures() -> list[tuple[str, int]]:
    """Return the errors of failed messages and their numbers, the most frequent first."""
    failed = OutboxMessage.objects.filter(state=State.FAILED).values_list("last_error")
    return [(reason, count) for reason, count in failed.annotate(n=Count("pk")).order_by("-n")[:20]]
