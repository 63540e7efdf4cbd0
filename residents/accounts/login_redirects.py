"""Where people are led when they have signed in: where they wanted to go, or somewhere before it.

Apps above register a detour in `AppConfig.ready()`. It is asked once for each sign-in, after the
last step of it, and keeps the way on to `url`.
"""

from collections.abc import Callable

from residents.models import User

# Given who signed in and where they are going, the path of the page before that, or nothing.
Detour = Callable[[User, str], str]

_detours: list[Detour] = []


def register(detour: Detour) -> None:
    """Ask `detour` at each sign-in."""
    _detours.append(detour)


def way_on(user: User, url: str) -> str:
    """Return where `user` is led, who is going to `url`."""
    return next((found for detour in _detours if (found := detour(user, url))), url)
