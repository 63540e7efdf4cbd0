"""Copies of databases, for other processes to work on."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from tests.prepared_database import Files, Server, Store


def store_of() -> Store:
    """Return where the databases of this run are made."""
    return Files() if connection.vendor == "sqlite" else Server(os.environ["DATABASE_URL"])


@contextmanager
def copied(folder: Path, source: str = "") -> Iterator[tuple[str, str]]:
    """Copy the database that Django calls `source`; by default the one that the tests run on.

    Yield the copy's name and its URL. SQLite's file is made in `folder`; PostgreSQL's database is
    dropped afterwards. Not within a transaction: PostgreSQL copies only what is not connected to.
    """
    connection.close()
    source = source or str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        name = str(folder / "site.sqlite3")
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(name)) as copy:
            original.backup(copy)
        yield name, f"sqlite:///{name}"
        return
    name, store = f"{source[:50]}_{uuid.uuid4().hex[:8]}", store_of()
    store.copy(source, name)
    try:
        yield name, urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    finally:
        store.remove(name)
