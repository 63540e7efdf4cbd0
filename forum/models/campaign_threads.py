"""The threads that campaigns grew from."""

import uuid
from collections.abc import Collection

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.threads import Thread


class CampaignThreadQuerySet(models.QuerySet["CampaignThread"]):
    def of_campaigns(self, campaign_keys: Collection[uuid.UUID]) -> "CampaignThreadQuerySet":
        """Filter for the threads that these campaigns grew from, the oldest first."""
        found = self.filter(campaign_key__in=campaign_keys)
        return found.order_by("thread__created_at", "thread_id")


class CampaignThread(models.Model):
    """A thread that became a campaign, in all languages. One campaign may have several."""

    thread = models.OneToOneField(
        Thread, on_delete=models.CASCADE, related_name="campaign_link", verbose_name=_("thread")
    )
    # The translation key of the campaign's pages, which may not be published yet.
    campaign_key = models.UUIDField(editable=False, db_index=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = CampaignThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread of a campaign")
        verbose_name_plural = _("threads of campaigns")

    def __str__(self) -> str:
        return f"{self.campaign_key}: {self.thread_id}"
