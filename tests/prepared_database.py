"""The databases of a run: migrated once, kept, and copied for each process.

Migrating takes longer than most apps' tests. So a template is kept, named for all that the
migrations make of it; when one of these changes, so does the name, and the next run makes another.
"""

import fcntl
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.environment import PROCESS

# Always the same, so that no test can depend on when the template was made.
MADE_AT = "2020-01-01T12:00:00+00:00"
TEMPLATE = "test_template_"
KEPT = 3


def digest() -> str:
    """Return a hash of everything that a migrated database depends on."""
    root = Path(settings.BASE_DIR)
    paths = [*root.glob("*/migrations/*.py"), *root.glob("requirements/*.txt"), Path(__file__)]
    # All that migrations import of the hub's own code: tests/tooling/test_migrations.py.
    paths += [root / "core" / "field_defaults.py", root / "core" / "validators.py"]
    parts = [f"{path.relative_to(root)} {path.read_text()}" for path in sorted(paths)]
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        parts.append(f"{options.label} {options.default_permissions} {options.permissions}")
    parts += [str(settings.LANGUAGES), settings.BASE_URL]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


class Store(Protocol):
    """Where databases are made, copied and removed; `lock` is the file that guards it."""

    lock: Path

    def names(self) -> list[str]:
        """Return the names of the templates, the newest first."""

    def create(self, name: str) -> None:
        """Make an empty database."""

    def rename(self, old: str, new: str) -> None:
        """Give a database another name, in one step."""

    def copy(self, source: str, name: str) -> None:
        """Copy a database that nobody is connected to; an old copy of that name is replaced."""

    def remove(self, name: str) -> None:
        """Remove a database if it is there."""

    def setting(self, name: str) -> str:
        """Return what Django's setting calls the database."""


class Files:
    """SQLite's: files in var/."""

    def __init__(self) -> None:
        self.folder = settings.VAR_DIR / "tests"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock = self.folder / "lock"

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def names(self) -> list[str]:
        found = self.folder.glob(f"{TEMPLATE}*.sqlite3")
        return [
            path.stem for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
        ]

    def create(self, name: str) -> None:
        self.remove(name)

    def rename(self, old: str, new: str) -> None:
        # Its -wal file is empty: the last connection that was closed saw to that.
        self.path(old).replace(self.path(new))

    def copy(self, source: str, name: str) -> None:
        self.remove(name)
        with (
            closing(sqlite3.connect(self.path(source))) as original,
            closing(sqlite3.connect(self.path(name))) as copy,
        ):
            original.backup(copy)

    def remove(self, name: str) -> None:
        # Beside it lies the log of changes, a database of its own.
        for end in ("", "-changes"):
            for part in ("", "-wal", "-shm"):
                self.path(name).with_suffix(f".sqlite3{end}{part}").unlink(missing_ok=True)

    def setting(self, name: str) -> str:
        return str(self.path(name))


class Server:
    """PostgreSQL's."""

    def __init__(self, url: str) -> None:
        import psycopg

        # Of this machine, since runs of several checkouts share the server.
        self.lock = Path(tempfile.gettempdir()) / f"hub-tests-{os.getuid()}.lock"
        server = urlsplit(url)._replace(scheme="postgresql", path="/postgres").geturl()
        self.connect = lambda: psycopg.connect(server, autocommit=True)

    def do(self, statement: str) -> None:
        with self.connect() as others:
            others.execute(statement)

    def names(self) -> list[str]:
        with self.connect() as others:
            rows = others.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC",
                [TEMPLATE],
            )
            return [name for (name,) in rows]

    def create(self, name: str) -> None:
        self.remove(name)
        self.do(f'CREATE DATABASE "{name}"')

    def rename(self, old: str, new: str) -> None:
        self.do(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def copy(self, source: str, name: str) -> None:
        self.remove(name)
        self.do(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')

    def remove(self, name: str) -> None:
        self.do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def setting(self, name: str) -> str:
        return name


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Let one process at a time work on the templates: the others wait."""
    with store.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use(name: str) -> None:
    """Let Django work on that database."""
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def make_template(store: Store, name: str) -> None:
    """Migrate an empty database; only when that is done has it the name that others look for."""
    # All runs use this name, one after the other, so they replace what a killed run left.
    draft = "test_draft"
    store.create(draft)
    use(store.setting(draft))
    with time_machine.travel(MADE_AT):
        call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    store.rename(draft, name)
    for old in store.names()[KEPT:]:
        # A template that another run is copying stays until the next run.
        with suppress(Exception):
            store.remove(old)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """A migrated database of this process's own; `--create-db` migrates one anew."""
    given = connection.settings_dict["NAME"]
    store: Store = Files() if connection.vendor == "sqlite" else Server(os.environ["DATABASE_URL"])
    name, template = f"test_{PROCESS}", TEMPLATE + digest()
    with django_db_blocker.unblock():
        with alone(store):
            if request.config.getvalue("create_db"):
                store.remove(template)
            if template not in store.names():
                make_template(store, template)
            store.copy(template, name)
        use(store.setting(name))
        ContentType.objects.clear_cache()
    yield
    with django_db_blocker.unblock():
        use(given)
        store.remove(name)
