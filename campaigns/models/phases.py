"""The phases of a campaign, which follow from its dates, and the campaigns in their order."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from core.images.pictures import stored_renditions


class Phase(models.TextChoices):
    """Where a campaign stands today. The order is that of lists."""

    RUNNING = "running", pgettext_lazy("campaign", "Running")
    COMING = "coming", pgettext_lazy("campaign", "Coming")
    OVER = "over", pgettext_lazy("campaign", "Over")


def phase_of(
    starts_on: datetime.date | None, ends_on: datetime.date | None, today: datetime.date
) -> Phase:
    """Return the phase on the day `today`. The first and the last day belong to the campaign.

    Without a first day it has begun, and without a last one it goes on.
    """
    if ends_on is not None and ends_on < today:
        return Phase.OVER
    if starts_on is not None and starts_on > today:
        return Phase.COMING
    return Phase.RUNNING


class CampaignQuerySet(PageQuerySet):
    def in_phase_order(self) -> "CampaignQuerySet":
        """Order by phase: those that run, those to come, and those that are over."""
        today = timezone.localdate()
        phase = Case(
            When(ends_on__lt=today, then=Value(2)),
            When(starts_on__gt=today, then=Value(1)),
            default=Value(0),
        )
        return cast("CampaignQuerySet", self.order_by(phase, "-first_published_at", "pk"))

    def running(self) -> "CampaignQuerySet":
        """Filter for those that run today."""
        today = timezone.localdate()
        started = Q(starts_on=None) | Q(starts_on__lte=today)
        return cast(
            "CampaignQuerySet", self.filter(started, Q(ends_on=None) | Q(ends_on__gte=today))
        )

    def changed_phase(self, *, since: datetime.date) -> "CampaignQuerySet":
        """Filter for those that have begun or ended on a day after `since`, up to today."""
        today = timezone.localdate()
        begun = Q(starts_on__gt=since, starts_on__lte=today)
        return cast(
            "CampaignQuerySet", self.filter(begun | Q(ends_on__gte=since, ends_on__lt=today))
        )

    def localized(self, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, Any]:
        """Return the live page of each translation key, in the active language if there is one.

        One query, without the bodies.
        """
        language = get_language() or settings.LANGUAGE_CODE
        pages: dict[uuid.UUID, Any] = {}
        found = self.live().filter(translation_key__in=list(keys)).select_related("locale")
        for page in found.defer_streamfields().order_by("pk"):
            if page.translation_key not in pages or page.locale.language_code == language:
                pages[page.translation_key] = page
        return pages

    def for_cards(self) -> "CampaignQuerySet":
        """Load what cards show, without the bodies. Two queries."""
        cards = self.defer_streamfields().select_related("picture")
        return cast("CampaignQuerySet", cards.prefetch_related(stored_renditions("picture")))


CampaignManager = PageManager.from_queryset(CampaignQuerySet)
