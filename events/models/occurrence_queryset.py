"""Occurrences by who may see them, when they are and what they are about."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Greatest
from django.utils import timezone

from events.models.details import TAKES_PLACE, EventStatus

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


class FindingQuerySet(models.QuerySet["Occurrence"]):
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
            # A tag is the page's, in each language the same.
            found = found.filter(event__translation_key__in=_keys_tagged(tag))
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


def _keys_tagged(tag: str) -> Any:
    from events.pages.models import EventPage

    return EventPage.objects.live().filter(tags__slug=tag).values("translation_key")
