"""A temporary database for a benchmark."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def scratch_database() -> Iterator[None]:
    """Make a database, point Django to it, and delete it afterwards."""
    test = settings.DATABASES["default"].setdefault("TEST", {})
    name = str(ROOT / "var/benchmark.sqlite3") if connection.vendor == "sqlite" else "hub_benchmark"
    test["NAME"] = connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
