"""The names of tags in other languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from core.models.cpr_guard import GuardedModel


class TagTranslation(GuardedModel):
    """The name of a tag in one more language. A tag is one topic in all languages."""

    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="translations", verbose_name=_("tag")
    )
    locale = models.ForeignKey(
        "wagtailcore.Locale",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("language"),
    )
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("translated tag")
        verbose_name_plural = _("translated tags")
        ordering = ["tag__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "locale"],
                name="tag_translation_once",
                violation_error_message=_("This tag already has a name in that language."),
            )
        ]

    def __str__(self) -> str:
        return self.name
