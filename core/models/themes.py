"""The themes: one row for all languages, and a wording in each."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from core.models.cpr_guard import GuardedModel


class Theme(models.Model):
    """A theme in all languages. Threads, events and campaigns refer to it.

    Pages get its name from `core.themes`.
    """

    class Colour(models.TextChoices):
        """The colours of static/css: each has a class `tone-<value>`."""

        BRICK = "brick", _("Brick")
        OCHRE = "ochre", _("Ochre")
        PLUM = "plum", _("Plum")
        INDIGO = "indigo", _("Indigo")
        ROSE = "rose", _("Rose")
        MOSS = "moss", _("Moss")

    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    colour = models.CharField(_("colour"), max_length=20, choices=Colour)
    icon = models.SlugField(
        _("icon"), max_length=40, help_text=_("The name of a symbol in the icon sprite.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order"]

    def __str__(self) -> str:
        """Return the name in the active language, with one query. Pages use `core.themes`."""
        names = {
            wording.locale.language_code: wording.name
            for wording in self.wordings.select_related("locale")
        }
        default = names.get(settings.LANGUAGE_CODE, self.slug)
        return names.get(get_language() or settings.LANGUAGE_CODE, default)

    def name_in(self, language: str) -> str:
        """Return the name in `language` if it has one, with one query."""
        names = self.wordings.filter(locale__language_code=language)
        return names.values_list("name", flat=True).first() or ""


class ThemeWording(GuardedModel, TranslatableMixin):
    """The name and summary of a theme in one language."""

    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="wordings", verbose_name=_("theme")
    )
    name = models.CharField(_("name"), max_length=60)
    summary = models.CharField(_("summary"), max_length=240)

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("theme wording")
        verbose_name_plural = _("theme wordings")
        ordering = ["theme__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "locale"], name="theme_wording_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.name
