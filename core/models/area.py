"""The areas of the municipality."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.cpr_guard import GuardedModel
from core.validators import validate_postal_codes


class Area(GuardedModel):
    """A town or neighbourhood. Its name is a proper name and is not translated."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    postal_codes = models.CharField(
        _("postal codes"),
        max_length=60,
        validators=[validate_postal_codes],
        help_text=_("One or more, with a space between them: 1234 or 1234 5678."),
    )

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def search_texts(self) -> list[str]:
        """What somebody types who looks for something in this area."""
        return [self.name, self.postal_codes]
