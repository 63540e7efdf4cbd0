"""Copies of the migrated database that the tests run on, for other processes to work on."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection


@contextmanager
def copied(folder: Path) -> Iterator[tuple[str, str]]:
    """Copy it, into `folder` if it is a file; give the copy's name and its URL.

    To be asked for outside of transactions: PostgreSQL copies what nobody is connected to.
    """
    connection.close()
    source = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        name = str(folder / "site.sqlite3")
        original, copy = sqlite3.connect(source), sqlite3.connect(name)
        original.backup(copy)
        original.close()
        copy.close()
        yield name, f"sqlite:///{name}"
        return
    name, given = f"{source[:50]}_{uuid.uuid4().hex[:8]}", os.environ["DATABASE_URL"]
    _on_postgres(given, f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    try:
        yield name, urlsplit(given)._replace(path=f"/{name}").geturl()
    finally:
        _on_postgres(given, f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_postgres(url: str, statement: str) -> None:
    """Execute `statement` on the PostgreSQL server of `url`, outside of any of the hub's bases."""
    import psycopg

    server = urlsplit(url)._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as others:
        others.execute(statement)
