"""Model fields of a position: WGS 84 in degrees, as in geo URIs. (RFC 5870, § 3.3)"""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def latitude_field(**options: Any) -> models.DecimalField:
    """Return the model field of a latitude. Six decimals are a tenth of a metre."""
    return models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        **options,
    )


def longitude_field(**options: Any) -> models.DecimalField:
    """Return the model field of a longitude."""
    return models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        **options,
    )
