"""Periodic work of apps that the command `tick` cannot import."""

from collections.abc import Callable

Duty = Callable[[], int | None]

_registered: dict[str, Duty] = {}


def register(name: str, duty: Duty) -> None:
    """Have `tick` call `duty`, which can be repeated. To be called in `AppConfig.ready()`."""
    _registered[name] = duty


def registered() -> dict[str, Duty]:
    """Return the registered work by the name under which `tick` reports it."""
    return dict(_registered)
