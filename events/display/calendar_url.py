"""The URL of the calendar page. `events.pages`, which may import this package, registers it."""

from collections.abc import Callable

from django.http import HttpRequest

FindUrl = Callable[[HttpRequest], str]

_find_url: list[FindUrl] = []


def register(find_url: FindUrl) -> None:
    """Set the function that returns the calendar's path in the active language, or ""."""
    _find_url[:] = [find_url]


def calendar_url(request: HttpRequest) -> str:
    """Return the path of the calendar in the active language; "" if it is not published."""
    return _find_url[0](request) if _find_url else ""
