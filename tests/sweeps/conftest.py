"""The sweeps: every route, for every role, with good and bad input. None may answer with a 500.

    make test-sweeps                        the routes, each at least once, and a sample of the rest
    make test-sweeps SWEEP_SEED=123         the same sample again
    make test-sweeps SWEEP=full             every combination (`make test-all` does this)
    pytest tests/sweeps                     the same, with the same environment variables

They run on SQLite only: which database answers makes no difference to routes, roles and forms.
The site is loaded once into a transaction; each test, or each request, is rolled back.
"""

import os
import random
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from tests.sweeps.sampling import Sample
from tests.sweeps.site import ROLES, Site, clients_of, load


def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed before pytest-xdist starts its processes, which inherit it."""
    if not hasattr(config, "workerinput"):
        os.environ.setdefault("SWEEP_SEED", str(random.SystemRandom().randrange(1_000_000)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the size of the sweep, also after a failure."""
    terminalreporter.write_line(Sample.from_environment().description)


@pytest.fixture(scope="session")
def sample() -> Sample:
    return Sample.from_environment()


@pytest.fixture(scope="package")
def _loaded_site(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder / "media", STORAGES=_storages(folder / "private")),
        transaction.atomic(),
        # Django closes the connection after each test, which would lose the transaction.
        mock.patch.object(connection, "close"),
    ):
        yield load()
        transaction.set_rollback(True)


def _storages(private_folder: os.PathLike[str]) -> dict[str, object]:
    from django.conf import settings

    return {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": private_folder},
        },
    }


@pytest.fixture(scope="package")
def _signed_in_clients(_loaded_site: Site) -> dict[str, Client]:
    return clients_of(_loaded_site)


@pytest.fixture
def site(_loaded_site: Site, db: None) -> Site:
    """The loaded site. What a test changes is rolled back at its end."""
    return _loaded_site


@pytest.fixture
def clients(site: Site, _signed_in_clients: dict[str, Client]) -> Iterator[dict[str, Client]]:
    """One client for each role, signed in. Their cookies are restored at the end of the test."""
    cookies = {role: _signed_in_clients[role].cookies.copy() for role in ROLES}
    yield _signed_in_clients
    for role, client in _signed_in_clients.items():
        client.cookies = cookies[role]


@pytest.fixture
def url_kwargs(site: Site) -> dict[str, str]:
    """The values for the parts of the addresses: by name, or by a route's beginning and name."""
    return site.url_kwargs
