"""Extension point of the public profile page: parts, buttons, and reasons to have a page.

Apps above register in `AppConfig.ready()`, so this app does not know what people write.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from residents.models import User

Reader = User | AnonymousUser


class Part(NamedTuple):
    """A part of the page: a template and a function that returns its context.

    The function gets the person, the reader and the request; it returns None to leave the part
    out. On one's own page the reader is anonymous, so that one sees what everybody sees.
    """

    template: str
    context: Callable[[User, Reader, HttpRequest], dict[str, Any] | None]


_parts: list[Part] = []
_actions: list[Part] = []
_reasons: list[Callable[[User, Reader], bool]] = []


def add_part(part: Part) -> None:
    """Show `part` on the page, below the person's own text."""
    _parts.append(part)


def add_action(part: Part) -> None:
    """Show `part`, a button or a link, beside the name. It gets the real reader."""
    _actions.append(part)


def add_reason(reason: Callable[[User, Reader], bool]) -> None:
    """Give people for whom `reason` is true a page: their name is public already."""
    _reasons.append(reason)


def is_public(person: User, reader: Reader) -> bool:
    """Return whether `person` has a page for `reader`.

    A person without public texts or profile has none: primary keys in URLs can be enumerated, and
    that must not reveal names.
    """
    has_profile = person.about or person.shows_posts or (person.shows_area and person.area_id)
    return bool(has_profile) or any(reason(person, reader) for reason in _reasons)


def parts(person: User, reader: Reader, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the template and the data of each part."""
    return _render_data(_parts, person, reader, request)


def actions(person: User, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the template and the data of each button."""
    return _render_data(_actions, person, request.user, request)


def _render_data(
    registered: list[Part], person: User, reader: Reader, request: HttpRequest
) -> list[dict[str, Any]]:
    contexts = ((part.template, part.context(person, reader, request)) for part in registered)
    return [{"template": name, "data": data} for name, data in contexts if data is not None]
