"""Queries for occurrences, and the conditional UPDATE that takes seats."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Greatest
from django.utils import timezone

from events.models.details import TAKES_PLACE, EventStatus
from events.models.event import Event
from events.models.event_text import EventText

if TYPE_CHECKING:
    from events.models.occurrence import Occurrence  # noqa: F401 – for the type checker

# How long one occurrence may last.
LONGEST = datetime.timedelta(days=31)
# How far back what is still going on can have begun: all day counts the whole last day, and
# daylight saving adds an hour.
_LONGEST_EVER = LONGEST + datetime.timedelta(days=2)


def seats_kept(now: datetime.datetime) -> Any:
    """Return the expression for the seats that only newcomers can have at `now`."""
    return Case(
        When(newcomers_until__lte=now, then=0),
        default=Greatest(F("newcomer_seats") - F("newcomers_taken"), 0),
    )


@dataclass(frozen=True, slots=True)
class SeatRequest:
    """Seats that are asked for, and not taken yet. It can be made before they are locked."""

    occurrences: "OccurrenceQuerySet"
    changes: dict[str, Any]

    def take(self) -> bool:
        """Take them if they are free; return whether they were taken.

        One conditional UPDATE, so that no two transactions can take the same seat, on SQLite and
        PostgreSQL alike. Make it the first statement of the transaction.
        """
        return bool(self.occurrences.update(**self.changes))


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """What lists, calendars and feeds ask for.

    Everything that is ordered in time is also bounded by the start, so that the index on it is
    enough however many occurrences there are.
    """

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What `user` may know of. Published events are everybody's."""
        return self.filter(event__is_published=True)

    def upcoming(self) -> Self:
        """Not over yet, soonest first."""
        now = timezone.now()
        found = self.filter(starts_at__gte=now - _LONGEST_EVER, ends_at__gte=now)
        return found.order_by("starts_at", "pk")

    def to_be_held(self) -> Self:
        """Not over yet, or postponed to nobody knows when; soonest first."""
        return self.filter(
            Q(ends_at__gte=timezone.now()) | Q(status=EventStatus.POSTPONED)
        ).order_by("starts_at", "pk")

    def past(self) -> Self:
        """Over, the latest first."""
        now = timezone.now()
        return self.filter(starts_at__lt=now, ends_at__lt=now).order_by("-starts_at", "-pk")

    def between(self, start: datetime.datetime, end: datetime.datetime) -> Self:
        """Starting at or after `start` and before `end` (both aware), soonest first."""
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")

    def touching(self, start: datetime.datetime, end: datetime.datetime) -> Self:
        """Under way at some moment from `start` to `end` (both aware), soonest first."""
        return self.filter(
            starts_at__gte=start - _LONGEST_EVER, starts_at__lt=end, ends_at__gt=start
        ).order_by("starts_at", "pk")

    def about(
        self,
        *,
        theme: int | None = None,
        area: int | None = None,
        kind: str | None = None,
        tag: str | None = None,
    ) -> Self:
        """On that theme, in that area, of that kind and with that tag (a slug); None means any."""
        found = self
        if theme is not None:
            found = found.filter(event__theme_id=theme)
        if area is not None:
            found = found.filter(event__area_id=area)
        if kind is not None:
            found = found.filter(event__kind=kind)
        if tag is not None:
            # Not a join: the same tag in two languages would repeat the occurrence.
            tagged = EventText.objects.filter(tags__slug=tag)
            found = found.filter(event__in=tagged.values("event"))
        return found

    def online(self) -> Self:
        """One takes part from home: planned so, or moved."""
        return self.filter(Q(status=EventStatus.MOVED_ONLINE) | Q(event__is_online=True))

    def with_free_seats(self) -> Self:
        """Somebody who decides now can come: there is a seat for everybody, or no sign-up.

        Seats kept for newcomers do not count. Sign-up may open later; it has not closed.
        """
        now = timezone.now()
        free = Q(capacity__isnull=True) | Q(capacity__gt=F("taken") + seats_kept(now))
        still = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
        return self.filter(
            Q(event__has_signup=False) | (Q(starts_at__gt=now) & still & free),
            status__in=TAKES_PLACE,
        )

    def for_listing(self) -> Self:
        """With everything a list shows, in one query."""
        return self.select_related("event", "event__area", "event__organiser")

    def after(self, starts_at: datetime.datetime, pk: int) -> Self:
        """Those that come after the place (`starts_at`, `pk`) in the order of time."""
        # Not “later, or at the same time and …”: databases use an index for a range, not for an OR.
        return self.filter(Q(starts_at__gt=starts_at) | Q(pk__gt=pk), starts_at__gte=starts_at)

    def before(self, starts_at: datetime.datetime, pk: int) -> Self:
        """Those that come before that place, the nearest first."""
        return self.filter(
            Q(starts_at__lt=starts_at) | Q(pk__lt=pk), starts_at__lte=starts_at
        ).order_by("-starts_at", "-pk")

    def ask_for_seats(self, seats: int, *, newcomers: bool = False) -> SeatRequest:
        """Return the request for `seats`, which are to be had while sign-up is open.

        Seats kept for newcomers are free for `newcomers` only, as long as they are kept. Those
        that newcomers take count as the kept ones first.
        """
        now = timezone.now()
        return self.filter(
            Q(opens_at__isnull=True) | Q(opens_at__lte=now),
            Q(closes_at__isnull=True) | Q(closes_at__gt=now),
            starts_at__gt=now,
        )._ask(seats, newcomers=newcomers)

    def hold_seats(self, seats: int, *, newcomers: bool = False, at_the_door: bool = False) -> bool:
        """Take `seats` for who is on the waiting list or brought along by the organiser.

        As `ask_for_seats`, but also when sign-up is not open. Not once it has begun, unless they
        stand `at_the_door`: then until it is over.
        """
        if at_the_door:
            return self.filter(ends_at__gt=timezone.now())._ask(seats, newcomers=newcomers).take()
        return self.filter(starts_at__gt=timezone.now())._ask(seats, newcomers=newcomers).take()

    def _ask(self, seats: int, *, newcomers: bool) -> SeatRequest:
        now = timezone.now()
        # Not `event__is_published`: Django would move every condition into a subquery, which
        # PostgreSQL does not evaluate again after waiting for another transaction's seats.
        published = Event.objects.filter(
            pk=OuterRef("event_id"), is_published=True, has_signup=True
        )
        kept: Any = 0 if newcomers else seats_kept(now)
        changes: dict[str, Any] = {"taken": F("taken") + seats}
        if newcomers:
            changes["newcomers_taken"] = F("newcomers_taken") + seats
        free = self.filter(
            Exists(published),
            Q(capacity__isnull=True) | Q(capacity__gte=F("taken") + seats + kept),
            status__in=TAKES_PLACE,
        )
        return SeatRequest(free, changes)

    def give_back(self, seats: int, *, newcomers: bool = False) -> None:
        """Give `seats` back; of `newcomers` if they had been taken so."""
        changes: dict[str, Any] = {"taken": F("taken") - seats}
        if newcomers:
            changes["newcomers_taken"] = F("newcomers_taken") - seats
        self.update(**changes)
