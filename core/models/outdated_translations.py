"""Translations of pages that lag behind the page that they translate."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class OutdatedTranslation(models.Model):
    """Exists while a translated page is behind its source: `core.outdated_translations`."""

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, related_name="outdated", verbose_name=_("page")
    )
    since = models.DateTimeField(_("out of date since"))

    class Meta:
        verbose_name = _("outdated translation")
        verbose_name_plural = _("outdated translations")
        ordering = ["since"]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.since:%Y-%m-%d}"
