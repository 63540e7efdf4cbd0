"""The moderation log in tests: the database protects it, also from the tests that clean up."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from forum.models import ModerationAction


@contextmanager
def deletable() -> Iterator[None]:
    """Take the protection off while a test deletes what it has committed."""
    if not ModerationAction.objects.exists():
        yield
        return
    migration = import_module("forum.migrations.0029_proposed_acts")

    def execute(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    editor = SimpleNamespace(connection=connection, execute=execute)
    migration.unprotect(apps, editor)
    try:
        yield
    finally:
        migration.protect(apps, editor)
