"""A position on a map: a link, and tiles that load on demand."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest

from core.content_security import allow_images_from


@dataclass(frozen=True, slots=True)
class Map:
    """A position on a map. Without `tiles` there is only the link."""

    link: str
    latitude: str
    longitude: str
    tiles: str
    attribution: str


def map_at(latitude: Decimal, longitude: Decimal, request: HttpRequest | None) -> Map:
    """Return the map of a position.

    Allows the response to `request` to load images from the tile server, which the reader's
    browser does only after a click.
    """
    # With a decimal point in every language.
    north, east = f"{latitude:f}", f"{longitude:f}"
    if settings.MAP_TILE_URL and request is not None:
        allow_images_from(request, settings.MAP_TILE_URL)
    return Map(
        link=settings.MAP_LINK_URL.replace("{latitude}", north).replace("{longitude}", east),
        latitude=north,
        longitude=east,
        tiles=settings.MAP_TILE_URL,
        attribution=settings.MAP_ATTRIBUTION,
    )
