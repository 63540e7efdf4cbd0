"""An event, and the times it takes place."""

import datetime
import uuid

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Area, Partner, Theme

# How long one occurrence may last.
LONGEST = datetime.timedelta(days=31)


class Event(models.Model):
    """Something neighbours can come to, the same in every language.

    An `EventPage` (the editors' face) carries its schedule here when its source is published; a
    neighbours' meetup makes one from a thread. Sign-ups, feeds and lists know only this.
    """

    # An event page and its translations share this key with the event they show.
    translation_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(
        _("title"), max_length=255, help_text=_("In the language it was first written in.")
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="events")
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    organiser = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    online_url = models.URLField(_("online address"), blank=True)
    max_party_size = models.PositiveSmallIntegerField(_("largest party"), default=6)
    recurrence = models.CharField(
        _("recurrence"), max_length=255, blank=True, help_text="RFC 5545, § 3.3.10 (RRULE)"
    )
    is_published = models.BooleanField(_("published"), default=False)
    is_example = models.BooleanField(_("example"), default=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_party_size__gte=1), name="event_party_at_least_one"
            )
        ]

    def __str__(self) -> str:
        return self.title


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Occurrences by who may see them, when they are and what they are about."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "OccurrenceQuerySet":
        """What `user` may know of. Published events are everybody's."""
        return self.filter(event__is_published=True)

    def upcoming(self) -> "OccurrenceQuerySet":
        """Not over yet, soonest first."""
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def between(self, start: datetime.datetime, end: datetime.datetime) -> "OccurrenceQuerySet":
        """Starting at or after `start` and before `end` (both aware), soonest first."""
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")

    def touching(self, start: datetime.datetime, end: datetime.datetime) -> "OccurrenceQuerySet":
        """Under way at some moment from `start` to `end` (both aware), soonest first."""
        return self.filter(
            # None lasts longer, so that the index on the start is enough. (A day more, for the
            # hour of daylight saving.)
            starts_at__gte=start - LONGEST - datetime.timedelta(days=1),
            starts_at__lt=end,
            ends_at__gt=start,
        ).order_by("starts_at", "pk")

    def about(self, *, theme: int | None = None, area: int | None = None) -> "OccurrenceQuerySet":
        """On that theme and in that area; None means any."""
        found = self
        if theme is not None:
            found = found.filter(event__theme_id=theme)
        if area is not None:
            found = found.filter(event__area_id=area)
        return found

    def for_listing(self) -> "OccurrenceQuerySet":
        """With everything a list shows, in one query."""
        return self.select_related("event", "event__area", "event__organiser")

    def after(self, starts_at: datetime.datetime, pk: int) -> "OccurrenceQuerySet":
        """Those that come after the place (`starts_at`, `pk`) in the order of time."""
        return self.filter(Q(starts_at__gt=starts_at) | Q(starts_at=starts_at, pk__gt=pk))

    def before(self, starts_at: datetime.datetime, pk: int) -> "OccurrenceQuerySet":
        """Those that come before that place, the nearest first."""
        return self.filter(Q(starts_at__lt=starts_at) | Q(starts_at=starts_at, pk__lt=pk)).order_by(
            "-starts_at", "-pk"
        )

    def take_seats(self, seats: int) -> bool:
        """Take `seats` if they are free and the event is published; return whether they were.

        One conditional UPDATE, so that no two transactions can take the same seat, on SQLite and
        PostgreSQL alike. Make it the first statement of the transaction.
        """
        # Not `event__is_published`: Django would move every condition into a subquery, which
        # PostgreSQL does not evaluate again after waiting for another transaction's seats.
        published = Event.objects.filter(pk=OuterRef("event_id"), is_published=True)
        return bool(
            self.filter(Exists(published))
            .filter(status=Occurrence.Status.SCHEDULED, starts_at__gt=timezone.now())
            .filter(Q(capacity__isnull=True) | Q(capacity__gte=F("taken") + seats))
            .update(taken=F("taken") + seats)
        )

    def free_seats(self, seats: int) -> None:
        """Give `seats` back."""
        self.update(taken=F("taken") - seats)


class Occurrence(models.Model):
    """One time an event takes place: what people sign up for."""

    class Status(models.TextChoices):
        """Whether it takes place."""

        SCHEDULED = "scheduled", _("Takes place")
        CANCELLED = "cancelled", _("Cancelled")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="occurrences")
    # Where the series put it: stays when the occurrence is moved. (RFC 5545, § 3.8.4.4)
    recurrence_id = models.DateTimeField(_("original start"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Empty means no limit.")
    )
    taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.SCHEDULED)
    cancelled_because = models.CharField(_("reason"), max_length=240, blank=True)
    # How often what is told of it has changed. (RFC 5545, § 3.8.7.4)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="occurrence_in_time"),
            models.Index(fields=["ends_at"], name="occurrence_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recurrence_id"], name="occurrence_once_in_series"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="occurrence_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def seats_left(self) -> int | None:
        """Free seats; None where there is no limit. Never negative, if capacity was lowered."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        """Whether no seat is left."""
        return self.seats_left == 0

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends_at < timezone.now()

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.status == self.Status.CANCELLED

    @property
    def has_begun(self) -> bool:
        """Whether it has started; it may be over."""
        return self.starts_at <= timezone.now()

    @property
    def takes_signups(self) -> bool:
        """Whether one could sign up, were there seats: it takes place and has not begun."""
        return self.status == self.Status.SCHEDULED and not self.has_begun

    @property
    def is_open(self) -> bool:
        """Whether one can sign up: it takes place, has not begun, and has a seat."""
        return self.takes_signups and not self.is_full

    @property
    def largest_party(self) -> int:
        """How many can sign up together: what the event allows, and no more than are free."""
        allowed = self.event.max_party_size
        return allowed if self.seats_left is None else min(allowed, self.seats_left)
