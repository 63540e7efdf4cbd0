"""The areas of the municipality, held in memory."""

from core.caching.held_values import HeldValues
from core.models import Area

_held: HeldValues[list[Area]] = HeldValues()


def all_areas() -> list[Area]:
    """Return all areas by name. They are shared: nobody may change them."""
    return list(_held.get("all", lambda: list(Area.objects.all())))
