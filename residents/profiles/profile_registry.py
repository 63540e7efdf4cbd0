"""What the apps above add to a neighbour's page, and who has a page at all.

Apps register both in `AppConfig.ready()`. So this floor need not know what people write.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from residents.models import User

Reader = User | AnonymousUser


class Part(NamedTuple):
    """A part of the page: a template, and what it needs; None leaves the part out.

    `context(person, reader, request)` is asked with the reader as whom the page is shown: a
    person who looks at their own page sees what everybody sees.
    """

    template: str
    context: Callable[[User, Reader, HttpRequest], dict[str, Any] | None]


_parts: list[Part] = []
_actions: list[Part] = []
_reasons: list[Callable[[User, Reader], bool]] = []


def add_part(part: Part) -> None:
    """Show `part` on the page, below what the person says of themselves."""
    _parts.append(part)


def add_action(part: Part) -> None:
    """Show `part`, a button or a link, beside the name; it is asked with the real reader."""
    _actions.append(part)


def add_reason(reason: Callable[[User, Reader], bool]) -> None:
    """Let people have a page for whom `reason` holds: their name is public already."""
    _reasons.append(reason)


def is_public(person: User, reader: Reader) -> bool:
    """Whether `person` has a page for `reader`.

    Who has told nothing and written nothing has none: numbers in addresses can be counted
    through, and nobody's name should come out that way.
    """
    shows = person.about or person.shows_posts or (person.shows_area and person.area_id)
    return bool(shows) or any(reason(person, reader) for reason in _reasons)


def parts(person: User, reader: Reader, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the parts of the page as its template includes them."""
    return _filled(_parts, person, reader, request)


def actions(person: User, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the buttons of the page as its template includes them."""
    return _filled(_actions, person, request.user, request)


def _filled(
    registered: list[Part], person: User, reader: Reader, request: HttpRequest
) -> list[dict[str, Any]]:
    filled = ((part.template, part.context(person, reader, request)) for part in registered)
    return [{"template": name, "data": data} for name, data in filled if data is not None]
