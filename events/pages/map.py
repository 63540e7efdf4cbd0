"""The map of an event's venue."""

from django.http import HttpRequest

from core.maps import Map, map_at
from events.models.details import EventDetails


def map_of(event: EventDetails, request: HttpRequest) -> Map | None:
    """Return the map of the venue of `event`; None if it has no position."""
    if event.latitude is None or event.longitude is None:
        return None
    return map_at(event.latitude, event.longitude, request)
