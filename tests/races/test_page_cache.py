"""A change that one process commits is soon on the pages that all others hold in memory."""

import http.client
import time

import pytest

from core.caching.changes import LOOK_SECONDS
from tests import factories
from tests.gunicorn_server import HOST
from tests.races.conftest import serving

# A busy machine may take longer than the processes do.
PATIENCE_SECONDS = 60
# gunicorn gives each connection to one of its two processes.
CONNECTIONS = 8


@pytest.fixture
def page(own_database):
    return factories.make_event_page(factories.make_theme(), capacity=2)


def test_sign_up_that_takes_a_seat_is_on_every_page_in_memory(page, environment, tmp_path):
    with serving(environment, tmp_path) as server:
        connections = [http.client.HTTPConnection(HOST, server.port) for _ in range(CONNECTIONS)]

        def read(connection: http.client.HTTPConnection) -> bytes:
            connection.request("GET", page.url)
            response = connection.getresponse()
            assert response.status == 200
            return response.read()

        before = {read(connection) for connection in connections for _time in range(2)}
        assert len(before) == 1
        factories.sign_up(
            occurrence=page.event.occurrences.get(),
            name="Karen",
            email="karen@example.org",
            party_size=2,
            language="da",
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while before & {read(connection) for connection in connections}:
            assert time.monotonic() < deadline, "A process still shows the free seats."
            time.sleep(LOOK_SECONDS / 5)
        for connection in connections:
            connection.close()
    assert LOOK_SECONDS < 1
