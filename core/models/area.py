"""The areas of the municipality."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.cpr_guard import GuardedModel
from core.models.position_fields import latitude_field, longitude_field
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
    latitude = latitude_field()
    longitude = longitude_field()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="area_whole_position",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            message = _("Enter both latitude and longitude, or neither.")
            raise ValidationError({missing: message})

    @property
    def position(self) -> tuple[Decimal, Decimal] | None:
        """Latitude and longitude of its middle, if editors have said where it is."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def search_texts(self) -> list[str]:
        """What somebody types who looks for something in this area."""
        return [self.name, self.postal_codes]
