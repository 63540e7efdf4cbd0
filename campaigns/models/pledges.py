"""Promises that campaigns offer, and the pledges of those who made them.

Plain models that know no language: a Danish and an English reader add to the same number. The
promise is written in a block of the campaign's page, and `campaigns.pledges.publishing` carries it
here when the page is published. `campaigns.pledges` changes the pledges.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.pledge_choices import SMALLEST_SHOWN, Giver
from core.models import Area, EmailField
from core.text.normalization import email_key
from residents.models import User


class PledgeOffer(models.Model):
    """A promise that a campaign offers, in all languages."""

    # The translation key of the campaign's pages, and the id of the block.
    campaign_key = models.UUIDField(editable=False)
    key = models.UUIDField(editable=False)
    # The values of `Giver` who can make it.
    givers = models.JSONField(default=list, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    # Whether the published page still offers it.
    is_open = models.BooleanField(default=True, editable=False)
    # Pledges that are made and not withdrawn; the number of rows with `Pledge.Status.GIVEN`.
    given = models.PositiveIntegerField(_("pledges"), default=0, editable=False)
    # What is public of the numbers by area: campaigns.pledges.counting. Empty: nothing yet.
    breakdown = models.JSONField(default=dict, editable=False)
    # The day on which the breakdown was last looked at.
    counted_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["campaign_key", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign_key", "key"], name="pledge_offer_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_key}: {self.position}"

    @property
    def part(self) -> str:
        """The part of the table that the page of the campaign shows: core.caching.tracking."""
        return f"campaign:{self.campaign_key}"


class PledgeWordingQuerySet(models.QuerySet["PledgeWording"]):
    def in_reader_language(self, offer_ids: Iterable[int]) -> "dict[int, PledgeWording]":
        """Return one wording of each offer, in the active language if there is one."""
        language = get_language() or settings.LANGUAGE_CODE
        wordings: dict[int, PledgeWording] = {}
        for wording in self.filter(offer_id__in=set(offer_ids)).order_by("pk"):
            if wording.offer_id not in wordings or wording.language == language:
                wordings[wording.offer_id] = wording
        return wordings


class PledgeWording(models.Model):
    """The words of a promise in one language."""

    offer = models.ForeignKey(PledgeOffer, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=10)
    promise = models.CharField(_("promise"), max_length=160)

    objects = PledgeWordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "language"], name="pledge_wording_once")
        ]

    def __str__(self) -> str:
        return self.promise


class PledgeMilestone(models.Model):
    """A number of pledges that followers of the campaign are told of when it is reached."""

    offer = models.ForeignKey(PledgeOffer, on_delete=models.CASCADE, related_name="milestones")
    number = models.PositiveIntegerField(_("number of pledges"))
    reached_at = models.DateTimeField(_("reached"), null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "number"], name="pledge_milestone_once"),
            # A smaller number would tell how many there are while that is kept back.
            models.CheckConstraint(
                condition=Q(number__gte=SMALLEST_SHOWN), name="pledge_milestone_is_shown"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def active(self) -> "PledgeQuerySet":
        """Filter for those that are made, or wait for a confirmation."""
        return self.filter(status__in=Pledge.ACTIVE)

    def given(self) -> "PledgeQuerySet":
        """Filter for those that count."""
        return self.filter(status=Pledge.Status.GIVEN)

    def confirmable(self) -> "PledgeQuerySet":
        """Filter for those that can still be confirmed."""
        return self.filter(status=Pledge.Status.PENDING, expires_at__gt=timezone.now())

    def of(self, user: User) -> "PledgeQuerySet":
        """Filter for those made by `user` when signed in, or with the account's address."""
        return self.filter(Q(user=user) | Q(email=email_key(user.email)))

    def to_anonymise(self) -> "PledgeQuerySet":
        """Filter for those made `PLEDGE_RETENTION_DAYS` ago that still name their giver."""
        limit = timezone.now() - datetime.timedelta(days=settings.PLEDGE_RETENTION_DAYS)
        return self.given().filter(given_at__lt=limit, anonymised_at__isnull=True)


class Pledge(models.Model):
    """One promise made by one resident, household or company, with or without an account."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Awaiting confirmation")
        GIVEN = "given", _("Made")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Never confirmed")

    ACTIVE = (Status.PENDING, Status.GIVEN)

    offer = models.ForeignKey(PledgeOffer, on_delete=models.PROTECT, related_name="pledges")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="pledges",
    )
    email = EmailField(_("email address"), max_length=254, blank=True)
    giver = models.CharField(
        _("made by"), max_length=12, choices=Giver, default=Giver.RESIDENT.value
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("town or neighbourhood"),
    )
    language = models.CharField(_("language"), max_length=10)
    wants_reminder = models.BooleanField(_("wants a reminder"), default=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    given_at = models.DateTimeField(_("made"), null=True, blank=True)
    ended_at = models.DateTimeField(_("withdrawn or expired"), null=True, blank=True)
    expires_at = models.DateTimeField(_("confirm by"))
    # When the reminder is due; empty once it is written.
    remind_at = models.DateTimeField(_("reminder"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True)
    # Id of the form it was made with, by which a second submission is recognised.
    attempt = models.UUIDField(null=True, blank=True, editable=False)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(status="pending"), name="pledge_to_expire"
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False),
                name="pledge_to_remind_of",
            ),
            models.Index(fields=["email"], condition=~Q(email=""), name="pledge_of_address"),
            models.Index(fields=["offer", "status", "area"], name="pledge_by_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "email"],
                condition=Q(status__in=["pending", "given"]) & ~Q(email=""),
                name="pledge_once_per_address",
            ),
            models.CheckConstraint(
                condition=~Q(status="given") | Q(given_at__isnull=False),
                name="pledge_is_given_since",
            ),
            models.CheckConstraint(
                condition=Q(remind_at__isnull=True) | Q(status="given"),
                name="pledge_reminds_of_what_is_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {self.get_status_display()}"

    @property
    def is_given(self) -> bool:
        return self.status == self.Status.GIVEN

    @property
    def can_be_confirmed(self) -> bool:
        return self.status == self.Status.PENDING and self.expires_at > timezone.now()
