"""A person's seats at an occurrence, or their place on its waiting list.

The verbs are in `events.signups`.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.field_defaults import CODE_LENGTH, new_code
from events.models.details import TAKES_PLACE, EventStatus
from events.models.occurrence import Occurrence
from residents.models import User


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Sign-ups by what is to become of them."""

    def holding_seats(self) -> "SignUpQuerySet":
        """Those whose seats are taken: confirmed, still to be, or offered from the list."""
        return self.filter(status__in=SignUp.HOLDING)

    def standing(self) -> "SignUpQuerySet":
        """Those that have not ended: with seats, or waiting for some."""
        return self.filter(status__in=SignUp.STANDING)

    def confirmed(self) -> "SignUpQuerySet":
        """Those who come."""
        return self.filter(status=SignUp.Status.CONFIRMED)

    def waiting(self) -> "SignUpQuerySet":
        """The waiting list, in its order."""
        return self.filter(status=SignUp.Status.WAITING).order_by("queued_at", "pk")

    def of(self, user: User) -> "SignUpQuerySet":
        """Those of `user`: made when signed in, or with the address of their account."""
        return self.filter(Q(user=user) | Q(email=user.email.lower()))

    def to_come(self) -> "SignUpQuerySet":
        """For what is not over yet, or is postponed to nobody knows when; soonest first."""
        return self.filter(
            Q(occurrence__ends_at__gte=timezone.now())
            | Q(occurrence__status=EventStatus.POSTPONED, anonymised_at__isnull=True)
        ).order_by("occurrence__starts_at", "pk")

    def unconfirmed_too_long(self) -> "SignUpQuerySet":
        """Those never confirmed, whose time to do so is up."""
        return self.filter(status__in=SignUp.UNCONFIRMED, expires_at__lte=timezone.now())

    def offered_too_long(self) -> "SignUpQuerySet":
        """Those who have not answered the offer of seats in time.

        Nobody can say yes to what is postponed: such an offer waits for the new date.
        """
        return self.filter(
            status=SignUp.Status.OFFERED,
            expires_at__lte=timezone.now(),
            occurrence__status__in=TAKES_PLACE,
        )

    def next_sequence(self, event_id: int, email: str) -> int:
        """Return where the count of a new sign-up of `email` for that event begins.

        Above all that the address was told of any of its times before, also where it was moved
        away: who signs up again gets the same calendar entry, and a lower SEQUENCE would be taken
        for old news. (RFC 5546, § 2.1.4)
        """
        before = self.filter(occurrence__event_id=event_id, email=email) if email else self.none()
        last = before.aggregate(last=Max("sequence"))["last"]
        # What was moved away was told one more.
        return 0 if last is None else last + 2

    def to_anonymise(self) -> "SignUpQuerySet":
        """Those with personal data, of occurrences that ended `SIGNUP_RETENTION_DAYS` ago."""
        limit = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS)
        return self.filter(occurrence__ends_at__lt=limit, anonymised_at__isnull=True)


class SignUp(models.Model):
    """One party signed up for one occurrence, with an account or without."""

    class Status(models.TextChoices):
        """How far it has come."""

        PENDING = "pending", _("Awaiting confirmation")
        # As pending, but there was no seat: once confirmed, they wait for one.
        ASKING = "asking", _("Awaiting confirmation for the waiting list")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("Offered a seat")
        CONFIRMED = "confirmed", _("Signed up")
        CANCELLED = "cancelled", pgettext_lazy("sign-up", "Cancelled")
        EXPIRED = "expired", _("Never confirmed")
        LAPSED = "lapsed", _("Offer not answered in time")

    HOLDING = (Status.PENDING, Status.OFFERED, Status.CONFIRMED)
    UNCONFIRMED = (Status.PENDING, Status.ASKING)
    STANDING = (Status.PENDING, Status.ASKING, Status.WAITING, Status.OFFERED, Status.CONFIRMED)

    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="signups")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="signups",
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    phone = models.CharField(
        _("telephone"),
        max_length=20,
        blank=True,
        help_text=_("Of somebody without an e-mail address, whom the organiser has to call."),
    )
    # The others of the party, where the event asks for them: a list of names.
    companions = models.JSONField(_("names of the others"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=10)
    party_size = models.PositiveSmallIntegerField(_("number of people"), default=1)
    is_newcomer = models.BooleanField(_("has not been to one of our events before"), default=False)
    # The words they agreed to, in the language they read them in.
    consented_to = models.TextField(_("agreed to"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    queued_at = models.DateTimeField(_("on the waiting list since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("cancelled or expired"), null=True, blank=True)
    expires_at = models.DateTimeField(
        _("to be answered by"),
        help_text=_("After this, an unconfirmed sign-up or an offer frees its seats."),
    )
    checked_in_at = models.DateTimeField(_("came"), null=True, blank=True)
    # How many of the party came.
    arrived = models.PositiveSmallIntegerField(_("people who came"), null=True, blank=True)
    # When the organiser last said whether they came: of two telephones the later tap holds, also
    # when it arrives first.
    door_at = models.DateTimeField(null=True, blank=True, editable=False)
    feedback_at = models.DateTimeField(_("said how it was"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True)
    # Who wrote it down for somebody who telephoned.
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
    # How often what this person is told of it has changed: mail programs count. (RFC 5546, § 2.1.4)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # The form it was made with: the same form sent twice is known again.
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
        """Whether it waits for its confirmation, and there is still time."""
        return self.status in self.UNCONFIRMED and self.expires_at > timezone.now()

    @property
    def can_be_accepted(self) -> bool:
        """Whether seats are offered, and there is still time to answer."""
        return self.status == self.Status.OFFERED and self.expires_at > timezone.now()

    @property
    def holds_seats(self) -> bool:
        """Whether its seats are taken."""
        return self.status in self.HOLDING

    @property
    def stands(self) -> bool:
        """Whether it has not ended."""
        return self.status in self.STANDING

    @property
    def has_ticket(self) -> bool:
        """Whether there is a seat, and a door to show it at."""
        return self.status == self.Status.CONFIRMED and self.occurrence.has_venue

    @property
    def is_waiting(self) -> bool:
        """Whether it is on the waiting list, or will be once confirmed."""
        return self.status in {self.Status.WAITING, self.Status.ASKING}

    @property
    def queue_position(self) -> int | None:
        """Position on the waiting list, from 1; None if it is not on the list. One query."""
        if self.status != self.Status.WAITING:
            return None
        ahead = SignUp.objects.filter(occurrence_id=self.occurrence_id).waiting()
        first = Q(queued_at__lt=self.queued_at) | Q(queued_at=self.queued_at, pk__lt=self.pk)
        return ahead.filter(first).count() + 1
