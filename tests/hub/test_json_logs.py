"""The log as JSON: one line for each record, with the id of the request and no personal data."""

import http.client
import json
import logging
import os
import sys

import pytest

from core.json_logs import JsonFormatter, without_personal_data
from core.request_ids import current_request_id, with_request_ids
from tests.gunicorn_server import HOST, Server
from tests.wsgi_client import get


def written(message: str, *arguments: object, exc_info: object = None) -> dict[str, str]:
    record = logging.LogRecord("hub.x", 40, "x.py", 1, message, arguments, exc_info)  # type: ignore[arg-type]
    text = JsonFormatter().format(record)
    assert "\n" not in text
    line: dict[str, str] = json.loads(text)
    return line


def application(environ, start_response):
    start_response("200 OK", [("X-Request-ID", "of-the-application")])
    return [current_request_id().encode()]


def test_a_record_is_one_line():
    line = written("First\nsecond %s", "third")

    assert (line["level"], line["logger"], line["message"]) == (
        "ERROR",
        "hub.x",
        "First\nsecond third",
    )
    assert line["time"][10] == "T"
    assert line["time"][-6] in "+-"


def test_an_exception_says_its_type_and_place_and_not_what_was_typed():
    try:
        raise ValueError("ada@example.org wrote a letter")
    except ValueError:
        line = written("Failed", exc_info=sys.exc_info())

    assert line["exception"] == "builtins.ValueError"
    assert __file__ in line["where"]
    assert "letter" not in json.dumps(line)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("No mail to ada@example.org", "No mail to …@…"),
        ("Not Found: /da/kalender/", "Not Found: /da/kalender/"),
        ("Not Found: /da/find/?q=Ada+Holm", "Not Found: /da/find/?..."),
        ("Error: /da/events/t/abc:1w:xyz-_/", "Error: /da/events/t/.../"),
        (
            "Error: /da/konto/password/reset/key/4-cx1-abc/",
            "Error: /da/konto/password/reset/key/...",
        ),
        ("Error: '/da/events/secret/calendar.ics'", "Error: '/da/events/.../calendar.ics'"),
        ("At https://hub.example:8443/da/?q=Ada", "At https://hub.example:8443/da/?..."),
        ("Listening at: http://127.0.0.1:8000 (12)", "Listening at: http://127.0.0.1:8000 (12)"),
        ("3/4 of 12:30", "3/4 of 12:30"),
    ],
)
def test_personal_data_is_left_out(text, shown):
    assert without_personal_data(text) == shown


def test_the_id_of_the_proxy_is_taken_and_returned():
    response = get(with_request_ids(application), "/", HTTP_X_REQUEST_ID="abc-123_DEF.4")

    assert response.text == response.headers["x-request-id"] == "abc-123_DEF.4"


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "with space", "ada@example.org", "æøåæøåæøå"]
)
def test_an_id_that_is_not_well_formed_is_replaced(given):
    answers = [
        get(with_request_ids(application), "/", HTTP_X_REQUEST_ID=given).headers["x-request-id"]
        for _time in range(2)
    ]

    assert given not in answers
    assert len(set(answers)) == 2
    assert all(len(answer) == 32 for answer in answers)


def test_the_server_writes_json_only_and_answers_with_the_id(tmp_path):
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.races.server_settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/hub.sqlite3",
        "CACHE_URL": os.environ.get("CACHE_URL", ""),
        "WEB_CONCURRENCY": "1",
        "LOG_FORMAT": "json",
        # Files are collected at a deployment only; the warning goes by the log.
        "PYTHONWARNINGS": "ignore",
    }
    with Server(environment, log=tmp_path / "log", health="/livez") as server:
        connection = http.client.HTTPConnection(HOST, server.port, timeout=20)
        headers = {"Host": "10.0.0.7", "X-Request-ID": "of-the-proxy"}
        connection.request("GET", "/robots.txt", headers=headers)
        response = connection.getresponse()
        response.read()
        assert (response.status, response.headers["X-Request-ID"]) == (400, "of-the-proxy")
        lines = [json.loads(line) for line in server.written().splitlines()]

    assert {"gunicorn.error", "django.security.DisallowedHost"} <= {
        line["logger"] for line in lines
    }
    [refused] = [line for line in lines if line["logger"] == "django.security.DisallowedHost"]
    assert refused["request_id"] == "of-the-proxy"
