"""The settings: documented, and safe where they must be."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def read_variables() -> set[str]:
    """Return the names that hub/settings.py reads from the environment."""
    source = (ROOT / "hub" / "settings.py").read_text()
    return set(re.findall(r'(?:env\.\w+|required_in_production)\(\s*"([A-Z_]+)"', source))


def documented_variables() -> set[str]:
    """Return the names that stand in the tables of docs/settings.md."""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.M))


def test_every_variable_is_documented_and_no_other():
    assert read_variables() == documented_variables()


def test_the_example_names_only_what_there_is():
    example = (ROOT / "deploy" / "env.example").read_text()

    named = set(re.findall(r"^#? ?([A-Z_]+)=", example, re.M))
    # The web server's own, read by deploy/gunicorn.conf.py.
    assert named - {"PORT", "WEB_CONCURRENCY", "WEB_THREADS"} <= documented_variables()


def start(code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Start Django in a process of its own with that environment and none of ours."""
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
def test_a_missing_secret_stops_the_start_with_one_line_that_names_it(missing):
    given = {"SECRET_KEY": "x" * 60, "BASE_URL": "https://hub.example"}
    del given[missing]

    result = start(**given)

    assert result.returncode != 0
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"{missing} is not set.")


def test_production_is_the_default_and_https_is_enforced():
    result = start(SECRET_KEY="x" * 60, BASE_URL="https://hub.example")

    assert result.stdout.split() == ["True", "True", "False"]


def test_plain_http_is_possible_behind_closed_doors():
    result = start(SECRET_KEY="x" * 60, BASE_URL="http://localhost:8000")

    assert result.stdout.split() == ["False", "False", "False"]


def test_an_unknown_choice_of_tasks_names_itself():
    result = start(SECRET_KEY="x" * 60, BASE_URL="http://localhost", TASKS="celery")

    assert result.returncode != 0
    assert "TASKS is “celery”" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_scope_with_the_cpr_number_stops_the_start_with_one_line():
    given = (
        '[{"id": "mitid", "name": "MitID", "server_url": "https://broker.example", '
        '"client_id": "hub", "secret": "x", "scope": ["openid", "ssn"]}]'
    )
    result = start(SECRET_KEY="x" * 60, BASE_URL="https://hub.example", OIDC_PROVIDERS=given)

    assert result.returncode != 0
    assert "asks for the scope “ssn”" in result.stderr
    assert result.stderr.count("\n") == 1


def test_hubs_that_share_a_redis_keep_their_keys_apart():
    done = start(
        'print(__import__("hub.settings").settings.CACHES["default"]["KEY_PREFIX"])',
        SECRET_KEY="x" * 60,
        BASE_URL="https://hub.example",
        CACHE_URL="redis://127.0.0.1:6379/0?key_prefix=north",
    )
    assert done.stdout.strip() == "north", done.stderr
