"""Exports of personal data."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# After this time another worker may claim the export: the first one has crashed.
CLAIM_LIFETIME = datetime.timedelta(minutes=15)
MAX_ATTEMPTS = 3


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def claimable(self) -> "DataExportQuerySet":
        """Return the exports that wait, and those whose worker has crashed."""
        oldest_claim = timezone.now() - CLAIM_LIFETIME
        waiting = Q(state=DataExport.State.WAITING)
        abandoned = Q(state=DataExport.State.MAKING, claimed_at__lt=oldest_claim)
        return self.filter(waiting | abandoned).order_by("pk")

    def claim(self) -> bool:
        """Claim the export of this queryset; return False if another worker has it."""
        return bool(
            self.claimable().update(
                state=DataExport.State.MAKING, claimed_at=timezone.now(), attempts=F("attempts") + 1
            )
        )

    def fetchable(self) -> "DataExportQuerySet":
        """Return the exports that are ready and have not expired."""
        return self.filter(state=DataExport.State.READY, expires_at__gt=timezone.now())

    def overdue(self) -> "DataExportQuerySet":
        """Return the exports that are ready although their time has expired."""
        return self.filter(state=DataExport.State.READY, expires_at__lte=timezone.now())


class DataExport(models.Model):
    """A resident's request for a copy of their data, with the file until it is downloaded."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Asked for")
        MAKING = "making", _("Being prepared")
        READY = "ready", _("Ready to download")
        FETCHED = "fetched", _("Downloaded")
        EXPIRED = "expired", _("Not downloaded in time")
        FAILED = "failed", _("Failed")

    UNFINISHED = (State.WAITING, State.MAKING)

    # Identifies the export in the mailed link and in the storage; cannot be guessed.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports"
    )
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField(_("asked for"), default=timezone.now)
    claimed_at = models.DateTimeField(_("started"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("created"), null=True, blank=True)
    expires_at = models.DateTimeField(_("download by"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("downloaded"), null=True, blank=True)
    # A name in the storage "private"; empty before the file is made and after it is deleted.
    file = models.CharField(_("file"), max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of someone’s data")
        verbose_name_plural = _("copies of people’s data")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["waiting", "making"]),
                name="data_export_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(expires_at__isnull=False) & ~Q(file="")),
                name="data_export_ready_has_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_state_display()}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def is_fetchable(self) -> bool:
        in_time = self.expires_at is not None and self.expires_at > timezone.now()
        return self.state == self.State.READY and in_time
