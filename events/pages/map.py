"""The map of an event's venue."""

from django.http import HttpRequest

from core.maps import Map, map_at
from events.models.venue import Venue


def map_of(venue: Venue, request: HttpRequest) -> Map | None:
    """Return the map of `venue`; None if it has no position."""
    if venue.latitude is None or venue.longitude is None:
        return None
    return map_at(venue.latitude, venue.longitude, request)
