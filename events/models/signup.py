"""A person's seats at an occurrence, or their position on its waiting list.

`events.signups` changes them.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.field_defaults import CODE_LENGTH, new_code
from core.models import EmailField
from core.text.normalization import email_key
from events.models.details import TAKES_PLACE, EventStatus
from events.models.occurrence import Occurrence
from residents.models import User


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Sign-ups by person and by state."""

    def holding_seats(self) -> "SignUpQuerySet":
        """Filter for those that hold seats: pending, offered and confirmed."""
        return self.filter(status__in=SignUp.HOLDING)

    def active(self) -> "SignUpQuerySet":
        """Filter for those that have not ended: with seats, or waiting for seats."""
        return self.filter(status__in=SignUp.ACTIVE)

    def confirmed(self) -> "SignUpQuerySet":
        """Filter for those with confirmed seats."""
        return self.filter(status=SignUp.Status.CONFIRMED)

    def waiting(self) -> "SignUpQuerySet":
        """Filter for the waiting list, in its order."""
        return self.filter(status=SignUp.Status.WAITING).order_by("queued_at", "pk")

    def of(self, user: User) -> "SignUpQuerySet":
        """Filter for those made by `user` when signed in, or with the account's e-mail address."""
        return self.filter(Q(user=user) | Q(email=email_key(user.email)))

    def to_come(self) -> "SignUpQuerySet":
        """Filter for occurrences that have not ended or are postponed, soonest first."""
        return self.filter(
            Q(occurrence__ends_at__gte=timezone.now())
            | Q(occurrence__status=EventStatus.POSTPONED, anonymised_at__isnull=True)
        ).order_by("occurrence__starts_at", "pk")

    def unconfirmed_too_long(self) -> "SignUpQuerySet":
        """Filter for unconfirmed sign-ups that have expired."""
        return self.filter(status__in=SignUp.UNCONFIRMED, expires_at__lte=timezone.now())

    def offered_too_long(self) -> "SignUpQuerySet":
        """Filter for offers that have expired.

        Nobody can accept an offer while the occurrence is postponed: it waits for the new date.
        """
        return self.filter(
            status=SignUp.Status.OFFERED,
            expires_at__lte=timezone.now(),
            occurrence__status__in=TAKES_PLACE,
        )

    def next_sequence(self, event_id: int, email: str) -> int:
        """Return the initial `sequence` of a new sign-up of `email` for that event.

        It is higher than any sent to that address for the event before, also for sign-ups that
        were moved away: a second sign-up gets the same calendar entry, and calendar programs
        ignore a lower SEQUENCE. (RFC 5546, § 2.1.4)
        """
        before = self.filter(occurrence__event_id=event_id, email=email) if email else self.none()
        last = before.aggregate(last=Max("sequence"))["last"]
        # The mail about a move away counts one more.
        return 0 if last is None else last + 2

    def to_anonymise(self) -> "SignUpQuerySet":
        """Filter for those with personal data whose event ended `SIGNUP_RETENTION_DAYS` ago."""
        limit = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS)
        return self.filter(occurrence__ends_at__lt=limit, anonymised_at__isnull=True)


class SignUp(models.Model):
    """One party signed up for one occurrence, with or without an account."""

    class Status(models.TextChoices):
        """The states of a sign-up."""

        PENDING = "pending", _("Awaiting confirmation")
        # Pending without seats: confirming leads to the waiting list.
        ASKING = "asking", _("Awaiting confirmation (waiting list)")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("Offered a place")
        CONFIRMED = "confirmed", _("Signed up")
        CANCELLED = "cancelled", pgettext_lazy("sign-up", "Cancelled")
        EXPIRED = "expired", _("Never confirmed")
        LAPSED = "lapsed", _("Did not reply in time")

    HOLDING = (Status.PENDING, Status.OFFERED, Status.CONFIRMED)
    UNCONFIRMED = (Status.PENDING, Status.ASKING)
    ACTIVE = (Status.PENDING, Status.ASKING, Status.WAITING, Status.OFFERED, Status.CONFIRMED)

    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="signups")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="signups",
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = EmailField(_("email address"), max_length=254, blank=True)
    phone = models.CharField(
        _("phone"),
        max_length=20,
        blank=True,
        help_text=_("For people without an email address, so the organiser can call them."),
    )
    # Names of the other people in the party, if the event asks for them.
    companions = models.JSONField(_("names of the others"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=10)
    party_size = models.PositiveSmallIntegerField(_("number of people"), default=1)
    is_newcomer = models.BooleanField(_("has not been to one of our events before"), default=False)
    # The consent text they agreed to, in their language.
    consented_to = models.TextField(_("agreed to"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    queued_at = models.DateTimeField(_("on the waiting list since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("cancelled or expired"), null=True, blank=True)
    expires_at = models.DateTimeField(
        _("reply by"),
        help_text=_(
            "After this, the places of an unconfirmed sign-up or an unanswered offer become free."
        ),
    )
    checked_in_at = models.DateTimeField(_("came"), null=True, blank=True)
    # How many of the party came.
    arrived = models.PositiveSmallIntegerField(_("number who came"), null=True, blank=True)
    # When the organiser last tapped whether they came: the later tap wins, even if a slow
    # connection delivers it first.
    door_at = models.DateTimeField(null=True, blank=True, editable=False)
    feedback_at = models.DateTimeField(_("gave feedback"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True)
    # The organiser who added it for somebody who telephoned.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="signups_added",
        verbose_name=_("added by"),
    )
    code = models.CharField(
        _("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False
    )
    # The SEQUENCE of this person's calendar entry, which grows with each mail. (RFC 5546, § 2.1.4)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # Id of the form it was made with, by which a second submission is recognised.
    attempt = models.UUIDField(null=True, blank=True, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(status__in=["pending", "asking", "offered"]),
                name="signup_to_expire",
            ),
            models.Index(fields=["email"], condition=~Q(email=""), name="signup_of_address"),
            models.Index(
                fields=["occurrence", "queued_at", "id"],
                condition=Q(status="waiting"),
                name="signup_queue",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "email"],
                condition=Q(status__in=["pending", "asking", "waiting", "offered", "confirmed"])
                & ~Q(email=""),
                name="signup_once_per_address",
            ),
            models.CheckConstraint(condition=Q(party_size__gte=1), name="signup_party_at_least_1"),
            models.CheckConstraint(
                condition=~Q(status="waiting") | Q(queued_at__isnull=False),
                name="signup_waits_since",
            ),
            models.CheckConstraint(
                condition=Q(arrived__isnull=True, checked_in_at__isnull=True)
                | Q(
                    arrived__gte=1,
                    arrived__lte=F("party_size"),
                    checked_in_at__isnull=False,
                ),
                name="signup_who_came_was_expected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.party_size}"

    @property
    def can_be_confirmed(self) -> bool:
        """Whether it is unconfirmed and has not expired."""
        return self.status in self.UNCONFIRMED and self.expires_at > timezone.now()

    @property
    def can_be_accepted(self) -> bool:
        """Whether seats are offered and the offer has not expired."""
        return self.status == self.Status.OFFERED and self.expires_at > timezone.now()

    @property
    def holds_seats(self) -> bool:
        return self.status in self.HOLDING

    @property
    def is_active(self) -> bool:
        """Whether it has not ended: with seats, or waiting for seats."""
        return self.status in self.ACTIVE

    @property
    def has_ticket(self) -> bool:
        """Whether it has confirmed seats at a venue, so that there is a ticket to show."""
        return self.status == self.Status.CONFIRMED and self.occurrence.has_venue

    @property
    def is_waiting(self) -> bool:
        """Whether it is on the waiting list, or will be once it is confirmed."""
        return self.status in {self.Status.WAITING, self.Status.ASKING}

    @property
    def queue_position(self) -> int | None:
        """Position on the waiting list, from 1; None if it is not on the list. One query."""
        if self.status != self.Status.WAITING:
            return None
        ahead = SignUp.objects.filter(occurrence_id=self.occurrence_id).waiting()
        first = Q(queued_at__lt=self.queued_at) | Q(queued_at=self.queued_at, pk__lt=self.pk)
        return ahead.filter(first).count() + 1
