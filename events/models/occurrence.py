"""One time that an event takes place."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.areas import all_areas
from core.models import Area
from core.models.position_fields import latitude_field, longitude_field
from events.models.choices import SignUpAvailability
from events.models.details import (
    TAKES_PLACE,
    EventStatus,
)
from events.models.event import Event
from events.models.occurrence_queryset import OccurrenceQuerySet
from events.models.venue import Venue


class Occurrence(models.Model):
    """One time that an event takes place. People sign up for an occurrence."""

    Status = EventStatus

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="occurrences")
    # The regular start in the series; kept when the occurrence is moved. (RFC 5545, § 3.8.4.4)
    recurrence_id = models.DateTimeField(_("original start"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty means no limit.")
    )
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=EventStatus, default=EventStatus.SCHEDULED
    )
    # Why it is cancelled, postponed or online, in the event's own language.
    status_reason = models.CharField(_("reason"), max_length=240, blank=True)
    # In other languages, by their code, if the status was set for this occurrence alone; otherwise
    # `EventText` has it.
    other_reasons = models.JSONField(_("reason in other languages"), default=dict, blank=True)
    # None: at once, and until it begins.
    opens_at = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("sign-up closes"), null=True, blank=True)
    newcomer_seats = models.PositiveSmallIntegerField(_("places kept for newcomers"), default=0)
    newcomers_taken = models.PositiveIntegerField(
        _("places taken by newcomers"), default=0, editable=False
    )
    newcomers_until = models.DateTimeField(_("kept for newcomers until"), null=True, blank=True)
    # What was set for this occurrence alone: publishing the event does not change it.
    has_own_time = models.BooleanField(_("has its own time"), default=False)
    has_own_seats = models.BooleanField(_("has its own places"), default=False)
    has_own_status = models.BooleanField(_("has its own status"), default=False)
    has_own_venue = models.BooleanField(_("has its own venue"), default=False)
    own_name = models.CharField(_("venue"), max_length=120, blank=True)
    own_address = models.CharField(_("address"), max_length=200, blank=True)
    own_latitude = latitude_field()
    own_longitude = longitude_field()
    own_area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # When the reminder and the thank-you are due; None if there is none, or once they are written.
    remind_at = models.DateTimeField(null=True, blank=True, editable=False)
    thank_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The SEQUENCE of its calendar entries, which grows with each change. (RFC 5545, § 3.8.7.4)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts_at", "pk"]
        indexes = [
            # With the end, a list leaves out what has ended without reading its row.
            models.Index(fields=["starts_at", "id", "ends_at"], name="occurrence_in_time"),
            models.Index(fields=["ends_at"], name="occurrence_end"),
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False),
                name="occurrence_to_remind",
            ),
            models.Index(
                fields=["thank_at"],
                condition=Q(thank_at__isnull=False),
                name="occurrence_to_thank",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recurrence_id"], name="occurrence_once_in_series"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="occurrence_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(newcomers_taken__lte=F("taken")), name="occurrence_newcomers_are_people"
            ),
            models.CheckConstraint(
                condition=Q(newcomer_seats=0) | Q(newcomers_until__isnull=False),
                name="occurrence_kept_until_when",
            ),
            models.CheckConstraint(
                condition=Q(own_latitude__isnull=True, own_longitude__isnull=True)
                | Q(own_latitude__isnull=False, own_longitude__isnull=False),
                name="occurrence_whole_position",
            ),
            models.CheckConstraint(
                condition=Q(has_own_venue=True)
                | Q(own_name="", own_address="", own_latitude__isnull=True, own_area__isnull=True),
                name="occurrence_venue_is_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def free_seats(self) -> int | None:
        """Free seats, including those kept for newcomers; None if there is no limit.

        Zero if the capacity was lowered below the seats taken.
        """
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def seats_kept(self) -> int:
        """Free seats that are for newcomers only at the moment."""
        if self.newcomers_until is None or self.newcomers_until <= timezone.now():
            return 0
        kept = max(self.newcomer_seats - self.newcomers_taken, 0)
        return kept if self.free_seats is None else min(kept, self.free_seats)

    @property
    def seats_left(self) -> int | None:
        """Seats free for everybody; None if there is no limit."""
        return None if self.free_seats is None else self.free_seats - self.seats_kept

    @property
    def is_full(self) -> bool:
        """Whether no seat is left, not even for newcomers."""
        return self.free_seats == 0

    @property
    def is_over(self) -> bool:
        """Whether it has ended. A postponed occurrence has not, even after its old date."""
        return self.ends_at < timezone.now() and not self.is_postponed

    @property
    def is_cancelled(self) -> bool:
        return self.status == EventStatus.CANCELLED

    @property
    def is_postponed(self) -> bool:
        """Whether it takes place at a later date that is not settled."""
        return self.status == EventStatus.POSTPONED

    @property
    def is_online(self) -> bool:
        """Whether people take part online: it was planned so, or was moved online."""
        return self.status == EventStatus.MOVED_ONLINE or self.event.is_online

    @property
    def has_venue(self) -> bool:
        """Whether there is a venue to go to; people may be able to take part online as well."""
        if self.status == EventStatus.MOVED_ONLINE:
            return False
        return not self.event.is_online or bool(self.venue.name or self.venue.address)

    @property
    def own_venue(self) -> Venue | None:
        """The venue of this occurrence alone; None if it has that of its event."""
        if not self.has_own_venue:
            return None
        return Venue(
            *(self.own_name, self.own_address, self.own_latitude, self.own_longitude),
            self.own_area_id,
        )

    @property
    def venue(self) -> Venue:
        """Where people go, unless it is online only."""
        return self.own_venue or self.event.regular_venue

    @property
    def area(self) -> Area | None:
        """The area of its venue. No query for that of its own, if the event's is loaded."""
        if not self.has_own_venue:
            return self.event.area
        return next((area for area in all_areas() if area.pk == self.own_area_id), None)

    @property
    def area_name(self) -> str:
        """The name of the area of its venue; "" if that is not known."""
        return self.area.name if self.area else ""

    @property
    def takes_place(self) -> bool:
        """Whether it is neither cancelled nor postponed."""
        return self.status in TAKES_PLACE

    @property
    def has_begun(self) -> bool:
        """Whether it has started; it may have ended."""
        return self.starts_at <= timezone.now()

    @property
    def opens_later(self) -> bool:
        return self.opens_at is not None and self.opens_at > timezone.now()

    @property
    def is_closed(self) -> bool:
        """Whether sign-up has closed."""
        return self.closes_at is not None and self.closes_at <= timezone.now()

    @property
    def takes_signups(self) -> bool:
        """Whether sign-up is open, for seats or for the waiting list."""
        return (
            self.event.has_signup
            and self.takes_place
            and not (self.has_begun or self.opens_later or self.is_closed)
        )

    @property
    def is_open(self) -> bool:
        """Whether sign-up is open and a seat is free."""
        return self.takes_signups and not self.is_full

    @property
    def state(self) -> SignUpAvailability:
        """Whether, and how, a reader can come."""
        if not self.takes_place:
            return (
                SignUpAvailability.CANCELLED if self.is_cancelled else SignUpAvailability.POSTPONED
            )
        if self.is_over:
            return SignUpAvailability.OVER
        if self.has_begun:
            return SignUpAvailability.UNDER_WAY
        if not self.event.has_signup:
            return SignUpAvailability.NO_SIGNUP
        if self.is_closed:
            return SignUpAvailability.CLOSED
        if self.opens_later:
            return SignUpAvailability.NOT_OPEN
        if self.is_full:
            return SignUpAvailability.WAITING_LIST
        if self.seats_left == 0:
            return SignUpAvailability.NEWCOMERS
        return SignUpAvailability.FREE
