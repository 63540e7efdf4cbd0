"""A person's seats at an occurrence. The verbs are in `events.signing_up`."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.events import Occurrence
from residents.models import User


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Sign-ups by what is to become of them."""

    def holding_seats(self) -> "SignUpQuerySet":
        """Those whose seats are taken: confirmed, or still to be."""
        return self.filter(status__in=SignUp.HOLDING)

    def of(self, user: User) -> "SignUpQuerySet":
        """Those of `user`: made when signed in, or with the address of their account."""
        return self.filter(Q(user=user) | Q(email=user.email.lower()))

    def to_come(self) -> "SignUpQuerySet":
        """For what is not over yet, soonest first."""
        return self.filter(occurrence__ends_at__gte=timezone.now()).order_by(
            "occurrence__starts_at", "pk"
        )

    def unconfirmed_too_long(self) -> "SignUpQuerySet":
        """Those never confirmed, whose time to do so is up."""
        return self.filter(status=SignUp.Status.PENDING, expires_at__lte=timezone.now())

    def to_anonymise(self) -> "SignUpQuerySet":
        """Those with personal data, of occurrences that ended `SIGNUP_RETENTION_DAYS` ago."""
        limit = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS)
        return self.filter(occurrence__ends_at__lt=limit, anonymised_at__isnull=True)


class SignUp(models.Model):
    """One party signed up for one occurrence, with an account or without."""

    class Status(models.TextChoices):
        """How far it has come."""

        PENDING = "pending", _("Awaiting confirmation")
        CONFIRMED = "confirmed", _("Signed up")
        CANCELLED = "cancelled", pgettext_lazy("sign-up", "Cancelled")
        EXPIRED = "expired", _("Never confirmed")

    HOLDING = (Status.PENDING, Status.CONFIRMED)

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
    language = models.CharField(_("language"), max_length=10)
    party_size = models.PositiveSmallIntegerField(_("number of people"), default=1)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("cancelled or expired"), null=True, blank=True)
    expires_at = models.DateTimeField(
        _("to be confirmed by"), help_text=_("After this, an unconfirmed sign-up frees its seats.")
    )
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True)
    # The form it was made with: the same form sent twice is known again.
    attempt = models.UUIDField(null=True, blank=True, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(status="pending"), name="signup_to_expire"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "email"],
                condition=Q(status__in=["pending", "confirmed"]) & ~Q(email=""),
                name="signup_once_per_address",
            ),
            models.CheckConstraint(condition=Q(party_size__gte=1), name="signup_party_at_least_1"),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.party_size}"

    @property
    def can_be_confirmed(self) -> bool:
        """Whether it waits for its confirmation, and there is still time."""
        return self.status == self.Status.PENDING and self.expires_at > timezone.now()

    @property
    def holds_seats(self) -> bool:
        """Whether its seats are taken."""
        return self.status in self.HOLDING
