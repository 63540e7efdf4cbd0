"""The URL of the calendar page, held in memory.

`events.pages`, which may import this package, registers the function that finds it.
"""

from collections.abc import Callable

from django.utils.translation import get_language

from core.caching.held_values import HeldValues

FindUrl = Callable[[], str]

_find_url: list[FindUrl] = []
_held: HeldValues[str] = HeldValues()


def register(find_url: FindUrl) -> None:
    """Set the function that returns the calendar's path in the active language, or ""."""
    _find_url[:] = [find_url]


def calendar_url() -> str:
    """Return the path of the calendar in the active language; "" if it is not published."""
    return _held.get(get_language(), _find_url[0]) if _find_url else ""
