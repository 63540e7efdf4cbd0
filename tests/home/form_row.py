"""A row of the table of all forms that write."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tests.home.writing_world import World


@dataclass(frozen=True)
class Form:
    """A form that writes: its URL, who sends it, what they type, and the page that shows it."""

    name: str
    who: str
    args: Callable[[World], list[Any]] = lambda world: []
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    # The page with the form, if it has another URL; None: there is nothing to load.
    page: Callable[[World], str] | None = None
    # What must hold before it is sent.
    prepare: Callable[[World], object] = lambda world: None

    def url(self, world: World) -> str:
        return reverse(self.name, args=self.args(world))


def token_in(path: str) -> list[str]:
    return [path.strip("/").rpartition("/")[2]]
