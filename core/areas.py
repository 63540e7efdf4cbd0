"""The areas of the municipality, held in memory."""

import math
from decimal import Decimal

from core.caching.held_values import HeldValues
from core.models import Area

_held: HeldValues[list[Area]] = HeldValues()


def all_areas() -> list[Area]:
    """Return all areas by name. They are shared: nobody may change them."""
    return list(_held.get("all", lambda: list(Area.objects.all())))


def areas_around(area_id: int, neighbours: int) -> list[int]:
    """Return the primary keys of the area and of its nearest `neighbours`, the nearest first.

    Areas without a middle are nobody's neighbours. An area that does not exist has none: the list
    is empty.
    """
    areas = {area.pk: area for area in all_areas()}
    if area_id not in areas:
        return []
    middle = areas.pop(area_id).position
    if middle is None:
        return [area_id]
    distances = [
        (_distance(middle, area.position), area.pk) for area in areas.values() if area.position
    ]
    return [area_id, *(pk for _far, pk in sorted(distances)[:neighbours])]


def _distance(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> float:
    """Return a number that grows with the distance. Right enough within one municipality."""
    south, west = map(float, one)
    north, east = map(float, other)
    return math.hypot(north - south, (east - west) * math.cos(math.radians(south)))
