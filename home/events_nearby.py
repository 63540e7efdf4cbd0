"""The next events, those in the reader's town first."""

import math
from dataclasses import dataclass

from core.models import Area
from core.themes import LocalizedThemes
from events.display.list_items import EventListItem, list_items
from events.models.occurrence_queryset import OccurrenceQuerySet

# The share of rows kept for the rest of the municipality, so that one busy town does not hide it.
_ELSEWHERE = 0.25


@dataclass(frozen=True, slots=True)
class EventsNearby:
    """The next events in `area` and those elsewhere; without an area, all are elsewhere."""

    area: Area | None
    near: list[EventListItem]
    elsewhere: list[EventListItem]

    def __bool__(self) -> bool:
        return bool(self.near or self.elsewhere)


def events_nearby(
    occurrences: OccurrenceQuerySet, area: Area | None, themes: LocalizedThemes, *, limit: int
) -> EventsNearby:
    """Return the first `limit` of `occurrences`, those in `area` first. Two queries at most."""
    most_near = limit - math.ceil(limit * _ELSEWHERE)
    near = list(occurrences.about(area=area.pk)[:most_near]) if area else []
    others = occurrences.exclude(event__area=area) if area else occurrences
    rows = near + list(others[: limit - len(near)])
    items = list_items(rows, themes)
    return EventsNearby(area, near=items[: len(near)], elsewhere=items[len(near) :])
