"""Kits: pages with steps that readers tick, and the ticks of readers with an account."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from campaigns.blocks.kit import KitStepsBlock
from campaigns.kit_cards import KitCard, stored_steps
from core.models import BasePage, Theme
from core.models.searchable import stream_texts
from core.page_urls import url_of
from residents.models import User
from residents.requests import signed_in_reader


class KitPage(BasePage):
    """A checklist of a theme, such as "Secure your home in ten steps". Its parent is the theme."""

    # The theme of the parent page.
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    steps = StreamField(
        KitStepsBlock(),
        verbose_name=_("steps"),
        blank=True,
        help_text=_(
            "Readers keep their ticks when steps change places or words. A new step has no ticks."
        ),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("steps")]
    parent_page_types = ["home.ThemePage"]
    subpage_types: list[str] = []
    page_description = _("A list of steps that readers tick, such as “Secure your home”.")
    template = "campaigns/kits/kit_page.html"

    class Meta:
        verbose_name = _("kit")
        verbose_name_plural = _("kits")

    def subject_texts(self) -> list[str]:
        theme = [self.theme.name_in(self.search_language())] if self.theme else []
        return [*super().subject_texts(), *theme]

    def mentioning_texts(self) -> list[str]:
        return stream_texts(self, "steps")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the theme from the parent page, then save."""
        parent = self.get_parent() if self.depth else None
        if parent is not None:
            self.theme_id = getattr(parent.specific, "theme_id", None)
        super().save(*args, **kwargs)

    def make_card(self) -> KitCard:
        """Return what pages show of it, without the ticks of the reader."""
        return KitCard(
            key=str(self.translation_key),
            title=self.title,
            url=url_of(self),
            lead=self.summary,
            steps=stored_steps(self.steps.raw_data),
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        card = self.make_card()
        # The card has the steps with a title, in the same order.
        values = [block.value for block in self.steps if (block.value.get("title") or "").strip()]
        for step, value in zip(card.steps, values, strict=False):
            step.value = value
        KitTick.objects.add_to([card], signed_in_reader(request))
        return super().get_context(request, *args, **kwargs) | {"kit": card}


class KitTickQuerySet(models.QuerySet["KitTick"]):
    def add_to(self, cards: list[KitCard], reader: User | None) -> None:
        """Tick what a signed-in `reader` has ticked. At most one query."""
        if reader is None or not cards:
            return
        rows = self.filter(user=reader, kit__in={card.key for card in cards})
        done: dict[str, set[str]] = {}
        for kit, step in rows.values_list("kit", "step"):
            done.setdefault(str(kit), set()).add(str(step))
        for card in cards:
            card.save_url = reverse("kits:save", args=[card.key])
            card.tick(done.get(card.key, ()))

    def of_kit(self, user: User, kit: uuid.UUID) -> "KitTickQuerySet":
        """Filter for the ticks of `user` in one kit."""
        return self.filter(user=user, kit=kit)


class KitTick(models.Model):
    """One step that a resident has ticked, in whatever language."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kit_ticks"
    )
    # The translation key of the kit's pages, and the id of the step's block.
    kit = models.UUIDField(editable=False)
    step = models.UUIDField(editable=False)
    ticked_at = models.DateTimeField(_("ticked"), default=timezone.now)

    objects = KitTickQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticked step")
        verbose_name_plural = _("ticked steps")
        constraints = [
            models.UniqueConstraint(fields=["user", "kit", "step"], name="kit_tick_once")
        ]
        indexes = [models.Index(fields=["kit", "step"], name="kit_tick_by_step")]

    def __str__(self) -> str:
        return f"{self.kit}: {self.step}"
