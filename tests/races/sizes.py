"""The size of the races: small for CI, or the full size with RACES=full."""

import os

MODE = os.environ.get("RACES", "")
if MODE not in {"", "full"}:
    raise ValueError(f"RACES is {MODE!r}, and can only be “full”.")
FULL = MODE == "full"


def size(ci: int, full: int) -> int:
    """Return the number for this run."""
    return full if FULL else ci
