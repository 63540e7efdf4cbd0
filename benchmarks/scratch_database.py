"""A temporary database for a benchmark."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make a database, point Django to it, yield its URL, and delete it afterwards."""
    is_file = connection.vendor == "sqlite"
    name = f"hub_benchmark_{os.getpid()}"
    if is_file:
        name = str(ROOT / "var" / f"{name}.sqlite3")
    test = settings.DATABASES["default"].setdefault("TEST", {})
    test["NAME"] = connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    given = os.environ.get("DATABASE_URL", "")
    try:
        yield f"sqlite:///{name}" if is_file else urlsplit(given)._replace(path=f"/{name}").geturl()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        # The log of changes that lies beside SQLite's file.
        Path(f"{name}-changes").unlink(missing_ok=True)
