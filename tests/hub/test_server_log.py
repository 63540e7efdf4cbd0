"""What the processes write: one format, the zone in each line, and no noise for odd requests."""

import http.client
import os
import re

import pytest

from tests.gunicorn_server import HOST, Server

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (DEBUG|INFO|WARNING|ERROR|CRITICAL) \S+: "
)


@pytest.fixture
def server(tmp_path):
    """gunicorn, on a database without tables: no request of these tests needs one."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.races.server_settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/hub.sqlite3",
        "CACHE_URL": os.environ.get("CACHE_URL", ""),
        "WEB_CONCURRENCY": "1",
    }
    with Server(environment, log=tmp_path / "log", health="/livez") as running:
        yield running


def ask(server: Server, method: str, path: str, host: str = "") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=20)
    connection.request(method, path, headers={"Host": host} if host else {})
    response = connection.getresponse()
    return response.status, response.read()


def test_every_line_has_the_same_form_and_odd_requests_take_one_at_most(server):
    started = server.written()

    assert ask(server, "HEAD", "/livez") == (200, b"")
    assert ask(server, "HEAD", "/robots.txt") == (200, b"")
    assert ask(server, "GET", "/livez", "10.0.0.7")[0] == 200
    assert server.written() == started

    assert ask(server, "GET", "/robots.txt", "10.0.0.7")[0] == 400
    written = server.written().removeprefix(started).splitlines()
    assert len(written) == 1
    assert "WARNING django.security.DisallowedHost" in written[0]

    # Between them stand the lines of the traceback for the missing tables.
    lines = [line for line in server.written().splitlines() if re.match(r"\[?\d{4}-", line)]
    assert [line for line in lines if not LINE.match(line)] == []
    assert {line[19:24] for line in lines} in ({"+0100"}, {"+0200"})
