"""Where an event is, on a map: a link, and a map that is loaded when somebody asks for it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from core.content_security import allow_images_from
from events.models.details import EventDetails


@dataclass(frozen=True, slots=True)
class Map:
    """A place on a map. Without `tiles` there is only the link."""

    link: str
    latitude: str
    longitude: str
    tiles: str
    attribution: str


def map_of(event: EventDetails, request: HttpRequest) -> Map | None:
    """Return the map of where `event` takes place; None if nobody has said where that is.

    The answer to `request` is allowed to load the tiles, and from nowhere else: the reader's
    browser asks for them when the button is pressed, and not before.
    """
    if event.latitude is None or event.longitude is None:
        return None
    # As numbers are written in addresses, in every language.
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
