"""Where people go."""

from decimal import Decimal
from typing import NamedTuple


class Venue(NamedTuple):
    """Where people go: name, address, the position on a map, and the area that it lies in."""

    name: str = ""
    address: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    area_id: int | None = None

    def is_elsewhere(self, other: "Venue") -> bool:
        """Return whether people go somewhere else than to `other`, wherever both are on the map."""
        return (self.name, self.address) != (other.name, other.address)

    @property
    def has_position(self) -> bool:
        return self.latitude is not None and self.longitude is not None
