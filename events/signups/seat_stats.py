"""The seats of all occurrences to come together, for monitoring."""

from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from events.models import Occurrence, SignUp


@dataclass(frozen=True)
class Seats:
    """Totals of the occurrences that have not ended."""

    # Held by confirmed and unconfirmed sign-ups, and by offers.
    taken: int
    # Of the occurrences with a limit.
    capacity: int
    # People, not sign-ups.
    waiting: int


def seats() -> Seats:
    """Return the totals. Two queries."""
    to_come = Occurrence.objects.filter(ends_at__gte=timezone.now()).order_by()
    held = to_come.aggregate(taken=Sum("taken", default=0), capacity=Sum("capacity", default=0))
    waiting = SignUp.objects.waiting().filter(occurrence__ends_at__gte=timezone.now())
    people = waiting.order_by().aggregate(people=Sum("party_size", default=0))["people"]
    return Seats(**held, waiting=people)
