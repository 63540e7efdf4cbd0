"""The version of the hub, which only pyproject.toml says."""

import tomllib
from functools import cache
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


@cache
def version() -> str:
    """Return the version, such as "1.4.2"."""
    with _PROJECT.open("rb") as file:
        found: str = tomllib.load(file)["project"]["version"]
    return found
