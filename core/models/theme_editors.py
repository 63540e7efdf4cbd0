"""The themes that a group of editors is limited to."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.themes import Theme


class ThemeEditors(models.Model):
    """One theme of a group of editors. A group without any is not limited."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="theme_limits")
    # Without its last theme, a group would be limited no more.
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="editor_groups")

    class Meta:
        verbose_name = _("editors of a theme")
        verbose_name_plural = _("editors of themes")
        constraints = [
            models.UniqueConstraint(fields=["group", "theme"], name="theme_editors_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group} – {self.theme}"
