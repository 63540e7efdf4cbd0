"""A field for the tokens of the search index. Migrations refer to it, so its path stays."""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class TokensField(models.Field):
    """The tokens of an entry: a `tsvector` on PostgreSQL, words between blanks on SQLite.

    Takes a collection of strings of ASCII letters and digits. It is searched with
    `core.search.finding`, and not meant to be read.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, _value: Any, _compiler: Any, connection: BaseDatabaseWrapper) -> str:
        is_vector = connection.vendor == "postgresql"
        return "array_to_tsvector(%s::text[])" if is_vector else "%s"

    def get_db_prep_value(
        self, value: Collection[str], connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        tokens = sorted(value)
        return tokens if connection.vendor == "postgresql" else " ".join(tokens)
