"""Queries for occurrences, and the conditional UPDATE that takes seats."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Greatest
from django.db.models.lookups import Exact
from django.utils import timezone

from events.models.details import TAKES_PLACE, EventStatus
from events.models.event import Event
from events.models.event_text import EventText
from events.models.few_events import few_event_ids

if TYPE_CHECKING:
    from events.models.occurrence import Occurrence  # noqa: F401 – for the type checker

# Maximum duration of an occurrence.
LONGEST = datetime.timedelta(days=31)
# An occurrence that has not ended began at most this long ago: all day adds the whole last day,
# and the end of daylight saving an hour.
_MAX_DURATION = LONGEST + datetime.timedelta(days=2)


def seats_kept(now: datetime.datetime) -> Any:
    """Return the SQL expression for the seats that are for newcomers only at `now`."""
    return Case(
        When(newcomers_until__lte=now, then=0),
        default=Greatest(F("newcomer_seats") - F("newcomers_taken"), 0),
    )


def _lies_in(area: int) -> Q:
    return Q(own_area=area) | Q(has_own_venue=False, event__area=area)


class Unindexed(models.Func):
    """A column that SQLite does not look up in an index.

    It would read the occurrences of all events that have a frequent value, and then put them in the
    order of time. PostgreSQL's statistics tell how frequent a value is.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return the SQL: https://sqlite.org/optoverview.html, section 7.2."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


@dataclass(frozen=True, slots=True)
class SeatRequest:
    """A conditional UPDATE that takes seats, prepared before the transaction that runs it."""

    occurrences: "OccurrenceQuerySet"
    changes: dict[str, Any]

    def take(self) -> bool:
        """Take the seats if they are free; return whether they were taken.

        Being one conditional UPDATE, it never sells a seat twice, on SQLite or PostgreSQL. Make it
        the first statement of the transaction.
        """
        return bool(self.occurrences.update(**self.changes))


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Filters of lists, calendars and feeds, and the operations that take seats.

    Every filter ordered by time also bounds the start, so that the index on it suffices.
    """

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Filter for the occurrences that `user` may see: those of published events."""
        return self.filter(event__is_published=True)

    def upcoming(self) -> Self:
        """Filter for those that have not ended, soonest first."""
        now = timezone.now()
        upcoming = self.filter(starts_at__gte=now - _MAX_DURATION, ends_at__gte=now)
        return upcoming.order_by("starts_at", "pk")

    def to_be_held(self) -> Self:
        """Filter for those that have not ended or are postponed, soonest first."""
        return self.filter(
            Q(ends_at__gte=timezone.now()) | Q(status=EventStatus.POSTPONED)
        ).order_by("starts_at", "pk")

    def past(self) -> Self:
        """Filter for those that have ended, latest first."""
        now = timezone.now()
        return self.filter(starts_at__lt=now, ends_at__lt=now).order_by("-starts_at", "-pk")

    def between(self, start: datetime.datetime, end: datetime.datetime) -> Self:
        """Filter for those that start at or after `start` and before `end` (both aware)."""
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")

    def touching(self, start: datetime.datetime, end: datetime.datetime) -> Self:
        """Filter for those that overlap the time from `start` to `end` (both aware)."""
        return self.filter(
            starts_at__gte=start - _MAX_DURATION, starts_at__lt=end, ends_at__gt=start
        ).order_by("starts_at", "pk")

    def about(
        self,
        *,
        theme: int | None = None,
        area: int | None = None,
        kind: str | None = None,
        tag: str | None = None,
    ) -> Self:
        """Filter by theme, area, kind and tag (a slug); None means any."""
        given = {"theme_id": theme, "area_id": area, "kind": kind}
        filters = {name: value for name, value in given.items() if value is not None}
        if not filters and tag is None:
            return self
        there = self if area is None else self.in_area(area)
        if (few := few_event_ids(tag=tag, **filters)) is not None:
            return there.filter(event__in=few)
        filters.pop("area_id", None)
        occurrences = there.filter(
            *(Exact(Unindexed(f"event__{name}"), value) for name, value in filters.items())
        )
        return occurrences if tag is None else occurrences._tagged(tag)

    def in_area(self, area: int) -> Self:
        """Filter for those whose venue, their own or that of the event, lies in the area."""
        return self.filter(_lies_in(area))

    def outside_area(self, area: int) -> Self:
        """Filter for all others, those without an area too."""
        return self.exclude(_lies_in(area))

    def with_own_venue(self) -> Self:
        """Filter for those at a venue of their own that have not ended."""
        return self.filter(has_own_venue=True, ends_at__gte=timezone.now())

    def _tagged(self, tag: str) -> Self:
        """Filter for the events with a tag that many have.

        Each occurrence is looked up as it comes in the order of time. As an EXISTS or IN,
        PostgreSQL would first collect all events with the tag. Not a join: the same tag in two
        languages would repeat the occurrence.
        """
        texts = EventText.objects.filter(event=OuterRef("event"), tags__slug=tag)
        return self.alias(tagged_text=Subquery(texts.order_by().values("pk")[:1])).filter(
            tagged_text__isnull=False
        )

    def online(self) -> Self:
        """Filter for those that are online: planned so, or moved online."""
        return self.filter(Q(status=EventStatus.MOVED_ONLINE) | Q(event__is_online=True))

    def with_free_seats(self) -> Self:
        """Filter for those open to everybody: a seat is free, or no sign-up is needed.

        Seats kept for newcomers do not count. Sign-up may open later, but has not closed.
        """
        now = timezone.now()
        free = Q(capacity__isnull=True) | Q(capacity__gt=F("taken") + seats_kept(now))
        still = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
        return self.filter(
            Q(event__has_signup=False) | (Q(starts_at__gt=now) & still & free),
            status__in=TAKES_PLACE,
        )

    def for_listing(self) -> Self:
        """Load everything that a list shows in the same query."""
        return self.select_related("event", "event__area", "event__organiser")

    def after(self, starts_at: datetime.datetime, pk: int) -> Self:
        """Filter for those after the cursor (`starts_at`, `pk`) in the order of time."""
        # Databases use the index for the range on `starts_at`, but not for an OR alone.
        return self.filter(Q(starts_at__gt=starts_at) | Q(pk__gt=pk), starts_at__gte=starts_at)

    def before(self, starts_at: datetime.datetime, pk: int) -> Self:
        """Filter for those before the cursor, nearest first."""
        return self.filter(
            Q(starts_at__lt=starts_at) | Q(pk__lt=pk), starts_at__lte=starts_at
        ).order_by("-starts_at", "-pk")

    def ask_for_seats(self, seats: int, *, newcomers: bool = False) -> SeatRequest:
        """Return a request for `seats`, which succeeds only while sign-up is open.

        Seats kept for newcomers are for `newcomers` only, as long as they are kept. Seats that
        newcomers take count against the kept ones first.
        """
        now = timezone.now()
        return self.filter(
            Q(opens_at__isnull=True) | Q(opens_at__lte=now),
            Q(closes_at__isnull=True) | Q(closes_at__gt=now),
            starts_at__gt=now,
        )._ask(seats, newcomers=newcomers)

    def hold_seats(self, seats: int, *, newcomers: bool = False, at_the_door: bool = False) -> bool:
        """Take `seats` for the waiting list or for an organiser; return whether they were free.

        Unlike `ask_for_seats`, this works while sign-up is not open. It works until the start, and
        `at_the_door` until the end.
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
        """Free `seats`; with `newcomers`, seats that newcomers had taken."""
        changes: dict[str, Any] = {"taken": F("taken") - seats}
        if newcomers:
            changes["newcomers_taken"] = F("newcomers_taken") - seats
        self.update(**changes)
