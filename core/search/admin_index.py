"""The index of modelsearch for the admin, without what only the site's search finds."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from modelsearch.backends import database
from modelsearch.backends.base import BaseIndex, BaseSearchBackend


class AdminSearchedOnly(BaseIndex):
    """Mixin for an index: leaves out models that are not searched in the admin."""

    def add_items(self, model: type[models.Model], items: Iterable[Any]) -> None:
        if getattr(model, "is_searched_in_admin", True):
            super().add_items(model, items)


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 (modelsearch's name)
    """Return the backend for the database, as `BACKEND` of `WAGTAILSEARCH_BACKENDS`."""
    backend: BaseSearchBackend = database.SearchBackend(params)
    backend.index_class = type("AdminIndex", (AdminSearchedOnly, backend.index_class), {})
    return backend
