"""The areas of the municipality."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.guard import GuardedModel


def validate_postal_codes(value: str) -> None:
    """Raise `ValidationError` unless `value` is four-digit Danish postal codes, by spaces."""
    if not re.fullmatch(r"\d{4}( \d{4})*", value):
        raise ValidationError(_("Write postal codes of four digits with a space between them."))


class Area(GuardedModel):
    """A town or neighbourhood. Its name is a proper name and is not translated."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    postal_codes = models.CharField(
        _("postal codes"),
        max_length=60,
        validators=[validate_postal_codes],
        help_text=_("One or more, with a space between them: 9800 or 9800 9760."),
    )

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
