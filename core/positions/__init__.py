"""Finding and choosing positions in the admin: on a map, by an address, by the name of an area."""
