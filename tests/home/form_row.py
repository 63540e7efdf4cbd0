"""A row of the table of all forms that write."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client
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


def load(client: Client, form: Form, world: World) -> dict[str, str]:
    """Open the page with the form; return its hidden fields."""
    response = client.get(form.page(world) if form.page else form.url(world))
    return hidden_fields(response.content.decode()) if response.status_code == 200 else {}


def hidden_fields(html: str) -> dict[str, str]:
    main = html.partition("<main")[2]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main)
    return {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}
