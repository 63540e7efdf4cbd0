"""Reports of errors hold where they happened, and nothing that a reader sent or typed."""

import gzip
import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import brotli
import pytest

from core.error_reports import scrub
from core.version import version

ROOT = Path(__file__).resolve().parents[2]
PLANTED = "planted-secret"
EVENT = {
    "event_id": "1",
    "level": "error",
    "transaction": f"/da/events/{PLANTED}:1:2/",
    "server_name": PLANTED,
    "user": {"email": PLANTED, "ip_address": PLANTED},
    "extra": {"form": PLANTED},
    "tags": {"name": PLANTED},
    "contexts": {"trace": {"data": PLANTED}},
    "breadcrumbs": {"values": [{"message": PLANTED}]},
    "message": PLANTED,
    "request": {
        "method": "POST",
        "url": f"https://hub.example/{PLANTED}",
        "query_string": f"q={PLANTED}",
        "data": {"text": PLANTED},
        "cookies": {"sessionid": PLANTED},
        "headers": {"Authorization": PLANTED},
        "env": {"REMOTE_ADDR": PLANTED},
    },
    "logentry": {"message": "Not sent: %s", "params": [PLANTED], "formatted": PLANTED},
    "exception": {
        "values": [
            {
                "type": "ValueError",
                "module": "builtins",
                "value": PLANTED,
                "mechanism": {"data": PLANTED},
                "stacktrace": {
                    "frames": [
                        {
                            "filename": "forum/x.py",
                            "lineno": 3,
                            "function": "post",
                            "vars": {"text": PLANTED},
                            "context_line": PLANTED,
                        }
                    ]
                },
            }
        ]
    },
    "a_field_of_a_later_version": PLANTED,
}


def test_nothing_of_a_reader_is_left():
    kept = scrub(EVENT)

    assert PLANTED not in json.dumps(kept)
    assert kept["request"] == {"method": "POST"}
    [error] = kept["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"] == [
        {"filename": "forum/x.py", "lineno": 3, "function": "post"}
    ]


def test_an_event_without_a_request_or_an_error_is_kept():
    assert scrub({"event_id": "1", "level": "error"}) == {"event_id": "1", "level": "error"}


@pytest.fixture
def collector():
    """A server that keeps the bodies that it gets."""
    bodies: list[bytes] = []

    class Collector(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            decode = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}
            bodies.append(decode[self.headers["Content-Encoding"]](body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            """Write nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], bodies
    server.shutdown()
    server.server_close()


# In a process of its own: the library changes Django for good.
CODE = f"""
from hub.wsgi import application
from tests.wsgi_client import get
import sentry_sdk
response = get(application, "/da/?q={PLANTED}", HTTP_COOKIE="sessionid={PLANTED}",
               HTTP_USER_AGENT="{PLANTED}", HTTP_HOST="hub.example")
sentry_sdk.flush(10)
print(response.status, bool(sentry_sdk.get_client().dsn))
"""


def ask_a_hub_without_tables(tmp_path, **environment: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {
        "SECRET_KEY": "x" * 60,
        "BASE_URL": "http://hub.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3",
        "PAGE_CACHE_MEGABYTES": "0",
    }
    result = subprocess.run(
        [sys.executable, "-c", CODE],
        env=kept | given | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_an_error_is_reported_without_what_was_sent(collector, tmp_path):
    port, bodies = collector

    answer = ask_a_hub_without_tables(tmp_path, SENTRY_DSN=f"http://key@127.0.0.1:{port}/1")

    assert answer == "500 True"
    assert bodies
    sent = b"\n".join(bodies)
    assert b"OperationalError" in sent
    assert f'"release":"{version()}"'.encode() in sent.replace(b" ", b"")
    assert PLANTED.encode() not in sent


def test_nothing_is_reported_unless_asked(collector, tmp_path):
    _port, bodies = collector

    assert ask_a_hub_without_tables(tmp_path) == "500 False"
    assert bodies == []
