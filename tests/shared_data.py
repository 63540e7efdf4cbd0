"""Data that a module's tests only read, made once and rolled back after the last of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connection, transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def rolled_back_at_the_end(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what is made within; each test works on a savepoint, and changes nothing for the next.

    For fixtures of a module:

        @pytest.fixture(scope="module")
        def towns(django_db_setup, django_db_blocker):
            with rolled_back_at_the_end(django_db_blocker):
                yield make_towns()

    A test that uses it asks for `db` as well. Objects that tests change have to be read again.
    """
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        # Django closes the connection after each test, and with it would go what was made.
        mock.patch.object(connection, "close"),
    ):
        yield
        transaction.set_rollback(True)
