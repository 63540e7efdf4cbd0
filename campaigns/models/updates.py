"""Updates of campaigns, and what followers answer when asked if a result answers them.

The words of an update are written in a block of the campaign's page. When the page is published,
`campaigns.story.publishing` carries them here, for notices and the list of all results.
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from campaigns.models.pages import CampaignPage
from core.images.pictures import stored_renditions


class CampaignUpdate(models.Model):
    """A dated update of a campaign, in all languages."""

    # The translation key of the campaign's pages, and the id of the block.
    campaign_key = models.UUIDField(editable=False)
    key = models.UUIDField(editable=False)
    on = models.DateField(_("date"))
    is_result = models.BooleanField(_("result"), default=False)
    # Whether the published page still has it.
    is_shown = models.BooleanField(default=True, editable=False)
    # When followers were asked whether this result answers them: once for each campaign.
    asked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(
                fields=["-on", "-id"],
                condition=Q(is_result=True, is_shown=True),
                name="campaign_result_by_date",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign_key", "key"], name="campaign_update_once"),
            models.UniqueConstraint(
                fields=["campaign_key"],
                condition=Q(asked_at__isnull=False),
                name="campaign_asks_followers_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_key}: {self.on}"


class UpdateTextQuerySet(models.QuerySet["CampaignUpdateText"]):
    def results(self, theme: int | None = None) -> "UpdateTextQuerySet":
        """Filter for the results on live pages in the active language, the newest first."""
        found = self.filter(
            page__live=True,
            page__locale=Locale.get_active(),
            update__is_result=True,
            update__is_shown=True,
        )
        if theme is not None:
            found = found.filter(page__theme=theme)
        return found.order_by("-update__on", "-update_id")

    def older_than(self, on: datetime.date, update_id: int) -> "UpdateTextQuerySet":
        """Return those that follow that position in the list of results."""
        return self.filter(Q(update__on__lt=on) | Q(update_id__lt=update_id), update__on__lte=on)

    def for_cards(self) -> "UpdateTextQuerySet":
        """Load what a list shows of them. Two queries."""
        found = self.select_related("update", "page", "picture")
        return found.prefetch_related(stored_renditions("picture"))

    def in_reader_language(
        self, pages: Iterable[CampaignPage]
    ) -> "dict[tuple[int, int], CampaignUpdateText]":
        """Return the words on `pages`, by page and update. One query."""
        return {(text.page_id, text.update_id): text for text in self.filter(page__in=list(pages))}


class CampaignUpdateText(models.Model):
    """The words of an update on the page in one language."""

    update = models.ForeignKey(CampaignUpdate, on_delete=models.CASCADE, related_name="texts")
    page = models.ForeignKey(CampaignPage, on_delete=models.CASCADE, related_name="update_texts")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = UpdateTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["update", "page"], name="campaign_update_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class AnswerQuerySet(models.QuerySet["CampaignAnswer"]):
    def counts(self, campaign_keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
        """Return the number of each answer, also where there is none, by campaign. One query."""
        keys = list(campaign_keys)
        found = {key: dict.fromkeys(CampaignAnswer.Answer.values, 0) for key in keys}
        rows: Any = self.filter(campaign_key__in=keys).values("campaign_key", "answer")
        for row in rows.annotate(number=models.Count("pk")).order_by():
            found[row["campaign_key"]][row["answer"]] = row["number"]
        return found


class CampaignAnswer(models.Model):
    """What one follower answers to “Did you get an answer?”."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    MOST_CHARACTERS = 300

    campaign_key = models.UUIDField(editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="campaign_answers"
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer)
    words = models.CharField(_("in a few words"), max_length=MOST_CHARACTERS, blank=True)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a campaign")
        verbose_name_plural = _("answers to campaigns")
        ordering = ["-answered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign_key", "user"], name="campaign_answer_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["yes", "partly", "no"]), name="campaign_answer_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()
