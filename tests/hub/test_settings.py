"""The settings are documented, and stop the start when they are missing or wrong."""

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
