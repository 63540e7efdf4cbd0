"""Suspensions: people who may read, but not write, for a time or for good."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self) -> "SuspensionQuerySet":
        """Return the suspensions that have not ended. They end by themselves."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=timezone.now()))


class Suspension(models.Model):
    """A person who may not write. They keep reading, and keep the rights to their data."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="suspension",
        verbose_name=_("resident"),
    )
    # None: for good.
    until = models.DateTimeField(_("until"), null=True, blank=True)
    # The entry of the moderation log, which is the forum's, with the reasons.
    decision = models.PositiveBigIntegerField(editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.until or '∞'}"

    @property
    def is_in_force(self) -> bool:
        return self.until is None or self.until > timezone.now()
