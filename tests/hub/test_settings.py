"""The settings are documented, and stop the start when they are missing or wrong."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def read_variables() -> set[str]:
    """Return the names that the modules of hub/settings/ read from the environment."""
    modules = sorted((ROOT / "hub" / "settings").glob("*.py"))
    source = "".join(module.read_text() for module in modules)
    return set(re.findall(r'(?:env\.\w+|required_in_production)\(\s*"([A-Z_]+)"', source))


def documented_variables() -> set[str]:
    """Return the names in the tables of docs/settings.md."""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.M))


def test_every_variable_is_documented_and_no_other():
    assert {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "ERASED_HISTORY_DAYS"} < read_variables()
    assert read_variables() == documented_variables()


def test_the_example_has_only_documented_variables():
    example = (ROOT / "deploy" / "env.example").read_text()

    named = set(re.findall(r"^#? ?([A-Z_]+)=", example, re.M))
    # gunicorn reads these itself.
    assert named - {"PORT", "WEB_CONCURRENCY", "WEB_THREADS"} <= documented_variables()


def load_settings(code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `code`, or print three settings, in another process with that environment only."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code or CODE],
        env=kept | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


CODE = """
import json
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
from django.conf import settings
print(settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.DEBUG)
"""


@pytest.mark.parametrize("missing", ["SECRET_KEY", "BASE_URL"])
def test_a_missing_required_variable_stops_the_start_with_one_line(missing):
    given = {"SECRET_KEY": "x" * 60, "BASE_URL": "https://hub.example"}
    del given[missing]

    result = load_settings(**given)

    assert result.returncode != 0
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"{missing} is not set.")


def test_the_defaults_are_those_of_production_with_https():
    result = load_settings(SECRET_KEY="x" * 60, BASE_URL="https://hub.example")

    assert result.stdout.split() == ["True", "True", "False"]


def test_http_is_possible():
    result = load_settings(SECRET_KEY="x" * 60, BASE_URL="http://localhost:8000")

    assert result.stdout.split() == ["False", "False", "False"]


def test_an_unknown_task_backend_stops_the_start_with_one_line():
    result = load_settings(SECRET_KEY="x" * 60, BASE_URL="http://localhost", TASKS="celery")

    assert result.returncode != 0
    assert "TASKS is “celery”" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_provider_scope_for_cpr_numbers_stops_the_start_with_one_line():
    given = (
        '[{"id": "mitid", "name": "MitID", "server_url": "https://broker.example", '
        '"client_id": "hub", "secret": "x", "scope": ["openid", "ssn"]}]'
    )
    result = load_settings(
        SECRET_KEY="x" * 60, BASE_URL="https://hub.example", OIDC_PROVIDERS=given
    )

    assert result.returncode != 0
    assert "asks for the scope “ssn”" in result.stderr
    assert result.stderr.count("\n") == 1


def test_hubs_that_share_a_redis_keep_their_keys_apart():
    result = load_settings(
        'print(__import__("hub.settings").settings.CACHES["default"]["KEY_PREFIX"])',
        SECRET_KEY="x" * 60,
        BASE_URL="https://hub.example",
        CACHE_URL="redis://127.0.0.1:6379/0?key_prefix=north",
    )
    assert result.stdout.strip() == "north", result.stderr


@pytest.mark.parametrize("name", ["wsgi", "asgi"])
def test_a_process_of_the_server_starts_without_a_database(name, tmp_path):
    code = f"from hub.{name} import application; print(callable(application))"
    given = {"SECRET_KEY": "x" * 60, "BASE_URL": "https://hub.example"}

    result = load_settings(code, **given, DATABASE_URL=f"sqlite:///{tmp_path}/none.sqlite3")

    assert result.stdout.split() == ["True"], result.stderr


# A wrong value of each variable. Those that take any text are in FREE.
WRONG = {
    "DEBUG": ["maybe", "2"],
    "BASE_URL": ["hub.example", "ftp://hub.example", "https://", "https://hub.example/below"],
    "ALLOWED_HOSTS": ["https://hub.example", "hub.example:8000", "hub.example,", "a b"],
    "DATABASE_URL": ["hub", "mysql://hub@localhost/hub", "postgres://hub:se/cret#@localhost:x/hub"],
    "CACHE_URL": ["localhost:6379", "memcache://localhost", "redis://localhost:port/0"],
    "TASKS": ["celery"],
    "APPEAL_DAYS": ["0", "half a year"],
    "FIRST_POSTS_HELD": ["-1", "101", "some"],
    "NEW_MEMBER_LINKS": ["-1", "few"],
    "NEW_MEMBER_WAITING": ["0", "few"],
    "EMAIL_URL": ["mail.example", "imap://mail.example", "smtp://mail.example:secret", "smtp://"],
    "DEFAULT_FROM_EMAIL": ["hub", "Hub <hub>"],
    "MAIL_REPLIES": [
        "reply",
        "Reply <reply@hub.example>",
        "a-rather-long-name@hub.example",
        "r@hub",
    ],
    "MAIL_REPLIES_IMAP": [
        "mail.example",
        "pop3://reply:secret@mail.example",
        "imaps://mail.example",
        "imaps://reply:secret@mail.example:port",
        "imaps://reply:secret@mail.example",
    ],
    "EMAIL_TIMEOUT": ["0", "-1", "soon", "1.5", "٣"],
    "VAPID_PRIVATE_KEY": ["short"],
    "PUSH_HOSTS": ["push.example/path", "push.*.example"],
    "LANGUAGES": ["da,xx", "da,da", "da,", "Dansk"],
    "MACHINE_TRANSLATOR": ["deepl", "[]", '{"CLASS": 1}'],
    "MEDIA": ["https://media.example", "s3://", "s3://bucket?access_key=x"],
    "PRIVATE_FILES": ["s3:///prefix", "gs://bucket"],
    "BEHIND_PROXY": ["sometimes"],
    "HSTS_SUBDOMAINS": ["perhaps"],
    "HSTS_PRELOAD": ["31536000"],
    "STAFF_SECOND_FACTOR": ["maybe"],
    "OIDC_PROVIDERS": ["mitid", "{}"],
    "LOG_LEVEL": ["LOUD"],
    "LOG_FORMAT": ["xml", "JSON"],
    "SENTRY_DSN": ["errors", "https://errors.example/1", "https://key@errors.example/"],
    "SECURITY_CONTACT": ["security@example.org", "http://example.org/report", "mailto:security"],
    "METRICS_TOKEN": ["short", "a secret with spaces in it", "æ" * 30, "a" * 201],
    "ERROR_MAIL": ["operations", "a@example.org b@example.org"],
    "MAP_LINK_URL": ["https://map.example/", "map"],
    "MAP_TILE_URL": ["https://tiles.example/{z}/{x}.png", "/tiles/{z}/{x}/{y}.png"],
    "ADDRESS_LOOKUP_URL": [
        "https://addresses.example/?q=",
        "https://{query}.example/?q=x",
        "/find?q={query}",
    ],
    "WRITING_RATES": ["often", '{"reply": "5/0m"}', '{"nothing": "5/m"}'],
    "SITE_NAME": ["Nabo\nsiden"],
}
FREE = {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "MAP_ATTRIBUTION"}
NUMBERS = {
    name
    for module in (ROOT / "hub" / "settings").glob("*.py")
    for name in re.findall(r'env\.number\(\s*"([A-Z_]+)"', module.read_text())
}


def test_every_variable_has_an_example_of_a_wrong_value():
    assert read_variables() == set(WRONG) | FREE | NUMBERS


# In one process, because a process for each would take a minute.
REFUSED = """
import importlib, json, os, sys
given = json.loads(sys.argv[1])
messages = []
for name, value in given:
    os.environ[name] = value
    for module in [module for module in sys.modules if module.startswith("hub.settings")]:
        del sys.modules[module]
    try:
        importlib.import_module("hub.settings")
        messages.append("")
    except SystemExit as stopped:
        messages.append(str(stopped.code))
    del os.environ[name]
    os.environ["BASE_URL"] = "https://hub.example"
print(json.dumps(messages))
"""


def refusals(values: list[tuple[str, str]]) -> list[str]:
    """Return the message with which the start ends for each variable and value; "" for none."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    result = subprocess.run(
        [sys.executable, "-c", REFUSED, json.dumps(values)],
        env=kept | {"SECRET_KEY": "x" * 60, "BASE_URL": "https://hub.example"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    messages: list[str] = json.loads(result.stdout)
    return messages


def test_a_wrong_value_stops_the_start_with_one_line_that_names_the_variable():
    values = [(name, value) for name, wrong in WRONG.items() for value in wrong]
    values += [(name, value) for name in sorted(NUMBERS) for value in ("-1", "many", "10" * 8)]

    for (name, value), message in zip(values, refusals(values), strict=True):
        assert message.startswith(name), (name, value, message)
        assert "\n" not in message
        # Passwords are part of URLs.
        assert "secret" not in message


def test_an_empty_variable_counts_as_one_that_is_not_set():
    names = sorted(read_variables() - {"SECRET_KEY", "BASE_URL"})

    assert refusals([(name, " ") for name in names]) == [""] * len(names)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "Off"),
        ("BASE_URL", "https://hub.example:8443/"),
        ("ALLOWED_HOSTS", "hub.example, .hub.example,[::1],127.0.0.1"),
        ("DATABASE_URL", "postgres://hub:p%23ss@127.0.0.1:5432/hub?conn_max_age=600"),
        ("CACHE_URL", "rediss://:pass@127.0.0.1:6379/0?key_prefix=north"),
        ("EMAIL_URL", "smtp+tls://user:p%40ss@mail.example:587"),
        ("DEFAULT_FROM_EMAIL", "Det Gode Naboskab <hub@hub.example>"),
        ("MAIL_REPLIES", "reply@hub.example"),
        (
            "SECURITY_CONTACT",
            "mailto:security@hub.example,https://hub.example/report,tel:+45-11223344",
        ),
        ("PUSH_HOSTS", "push.example,*.push.example,https://push.example:8443"),
        ("LANGUAGES", "en,da,de"),
        ("MEDIA", "s3://bucket/prefix?region_name=eu-north-1"),
        ("MAP_TILE_URL", "https://{s}.tiles.example/{z}/{x}/{y}.png"),
        ("ADDRESS_LOOKUP_URL", "https://addresses.example/find?token=a&q={query}"),
        ("VAPID_PRIVATE_KEY", "a" * 43),
        ("LOG_LEVEL", "WARNING"),
        ("LOG_FORMAT", "json"),
        ("SENTRY_DSN", "https://key@errors.example/1"),
        ("MAIL_RETENTION_DAYS", "0"),
        ("METRICS_TOKEN", "a" * 20),
    ],
)
def test_a_right_value_is_taken(name, value):
    assert refusals([(name, value)]) == [""]


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ({}, "max-age=31536000"),
        ({"HSTS_SECONDS": "3600"}, "max-age=3600"),
        ({"HSTS_SUBDOMAINS": "1"}, "max-age=31536000; includeSubDomains"),
        ({"HSTS_PRELOAD": "1"}, "max-age=31536000; includeSubDomains; preload"),
        ({"HSTS_PRELOAD": "1", "BASE_URL": "http://hub.example"}, "None"),
    ],
)
def test_hsts_binds_no_other_hosts_unless_asked(given, header):
    code = """
from hub.wsgi import application
from tests.wsgi_client import get
url = {"HTTP_HOST": "hub.example", "wsgi.url_scheme": "https"}
print(get(application, "/robots.txt", **url).headers.get("strict-transport-security"))
"""
    environment = {"SECRET_KEY": "x" * 60, "BASE_URL": "https://hub.example", **given}

    result = load_settings(code, **environment)

    assert result.stdout.strip() == header, result.stderr
