"""A temporary database for a benchmark."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from benchmarks.stopping import stop_on_signals

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make a database, point Django to it, yield its URL, and delete it afterwards."""
    stop_on_signals()
    is_file = connection.vendor == "sqlite"
    name = f"hub_benchmark_{os.getpid()}"
    if is_file:
        name = str(ROOT / "var" / f"{name}.sqlite3")
    test = settings.DATABASES["default"].setdefault("TEST", {})
    test["NAME"] = connection.settings_dict["TEST"]["NAME"] = name
    given = os.environ.get("DATABASE_URL", "")
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        yield f"sqlite:///{name}" if is_file else urlsplit(given)._replace(path=f"/{name}").geturl()
    finally:
        connection.close()
        if is_file:
            # Beside it lies the log of changes, a database of its own.
            for log in ("", "-changes"):
                for part in ("", "-wal", "-shm", "-journal"):
                    Path(f"{name}{log}{part}").unlink(missing_ok=True)
        else:
            with connection._nodb_cursor() as cursor:
                # FORCE: a server that was killed may still be connected.
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
