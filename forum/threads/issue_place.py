"""Where an issue is: the fields of the form, in words and on a map."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.areas import all_areas
from core.content_security import allow_images_from
from core.text.fields import LineField

_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d{1,20})?),(-?\d{1,3}(?:\.\d{1,20})?)")
_EXACT = Decimal("0.000001")


class PlaceInput(forms.TextInput):
    """A line of text, and under it a map on request where tiles are configured."""

    template_name = "forum/_place_input.html"

    def get_context(self, *args: Any) -> dict[str, Any]:
        middles = {
            str(area.pk): [float(number) for number in area.position]
            for area in all_areas()
            if area.position
        }
        return super().get_context(*args) | {
            "tiles": settings.MAP_TILE_URL,
            "attribution": settings.MAP_ATTRIBUTION,
            "middles": middles,
        }


class PositionField(forms.CharField):
    """A hidden position that the script of the map writes: "57.4642,9.9821".

    Returns latitude and longitude in degrees. What is none counts as not given.
    """

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, max_length=60)

    def to_python(self, value: Any) -> Any:
        found = _POSITION.fullmatch(str(value or "").strip())
        if found is None:
            return None
        try:
            latitude, longitude = (Decimal(each).quantize(_EXACT) for each in found.groups())
        except InvalidOperation:
            return None
        is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
        return (latitude, longitude) if is_on_earth else None

    def run_validators(self, value: Any) -> None:
        """The position is checked already."""


class PlaceField(LineField):
    """Where it is, in words."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Where is it?"),
            required=False,
            max_length=200,
            widget=PlaceInput,
            help_text=_("So that others can find it: on the path behind the hall, by the bridge"),
        )


def place_of(words: str, position: tuple[Decimal, Decimal] | None) -> dict[str, str]:
    """Return the fields of `Issue` that say where, as texts for JSON; empty ones are left out."""
    place = {"place": words} if words else {}
    if position:
        place |= {"latitude": f"{position[0]:f}", "longitude": f"{position[1]:f}"}
    return place


def allow_map(request: HttpRequest) -> None:
    """Allow the response to `request` to load tiles, which it does only after a click."""
    if settings.MAP_TILE_URL:
        allow_images_from(request, settings.MAP_TILE_URL)
