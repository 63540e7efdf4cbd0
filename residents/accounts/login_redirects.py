"""Redirects after signing in, and what people sign in for.

Apps above register a detour, such as the welcome page, in `AppConfig.ready()`. The detours run
once for each sign-in, after its last step.
"""

from collections.abc import Callable

from residents.models import User

# Takes the user and their destination; returns the path of a page before it, or "". That page
# must lead on to the destination.
Detour = Callable[[User, str], str]

_detours: list[Detour] = []


def register(detour: Detour) -> None:
    """Ask `detour` at each sign-in."""
    _detours.append(detour)


def redirect_url(user: User, destination: str) -> str:
    """Return the first detour for `user`, or else `destination`."""
    urls = (detour(user, destination) for detour in _detours)
    return next(filter(None, urls), destination)


# Takes a destination; returns what the reader wants there as a heading of the sign-in, or "".
Purpose = Callable[[str], str]

_purposes: list[Purpose] = []


def register_purpose(purpose: Purpose) -> None:
    """Ask `purpose` what people who are sent to sign in want to do."""
    _purposes.append(purpose)


def purpose_of(destination: str) -> str:
    """Return the heading of a sign-in that leads to `destination`; "" if nobody knows."""
    purposes = (purpose(destination) for purpose in _purposes)
    return next(filter(None, purposes), "")
