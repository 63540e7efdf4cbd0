"""The map of an event's venue: a link, and tiles that load on demand."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from core.content_security import allow_images_from
from events.models.details import EventDetails


@dataclass(frozen=True, slots=True)
class Map:
    """A position on a map. Without `tiles` there is only the link."""

    link: str
    latitude: str
    longitude: str
    tiles: str
    attribution: str


def map_of(event: EventDetails, request: HttpRequest) -> Map | None:
    """Return the map of the venue of `event`; None if it has no position.

    Allows the response to `request` to load images from the tile server, which the reader's
    browser does only after a click.
    """
    if event.latitude is None or event.longitude is None:
        return None
    # With a decimal point in every language.
    latitude, longitude = f"{event.latitude:f}", f"{event.longitude:f}"
    if settings.MAP_TILE_URL:
        allow_images_from(request, settings.MAP_TILE_URL)
    return Map(
        link=settings.MAP_LINK_URL.replace("{latitude}", latitude).replace(
            "{longitude}", longitude
        ),
        latitude=latitude,
        longitude=longitude,
        tiles=settings.MAP_TILE_URL,
        attribution=settings.MAP_ATTRIBUTION,
    )
