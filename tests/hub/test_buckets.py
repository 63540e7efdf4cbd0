"""Files in S3 buckets: what the policy of pages allows, and credentials that are missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from storages.backends.s3 import S3Storage

from hub import checks
from hub.settings.files import s3_sources, s3_storage

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "url",
    [
        "s3://pictures",
        "s3://pictures/hub?region_name=eu-north-1",
        "s3://pictures?region_name=eu-north-1&addressing_style=virtual",
        "s3://pictures?region_name=eu-north-1&addressing_style=path",
        "s3://pictures.example.org?region_name=eu-north-1",
        "s3://pictures?endpoint_url=https://s3.example.org:9000",
        "s3://pictures?endpoint_url=http://127.0.0.1:9000&addressing_style=path",
        "s3://pictures?endpoint_url=https://s3.example.org&addressing_style=virtual",
        "s3://pictures?custom_domain=cdn.example.org",
        "s3://pictures?custom_domain=localhost:9000&url_protocol=http:",
    ],
)
def test_the_policy_of_pages_allows_the_addresses_of_the_pictures(url):
    options = s3_storage("MEDIA", url, querystring_auth=False)["OPTIONS"]

    address = S3Storage(**options).url("images/a.jpg")

    # Not signed: the address stays the same, and works as long as the page is kept.
    assert address.endswith("images/a.jpg")
    assert [source for source in s3_sources(options) if address.startswith(source)]


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `code` with Django set up, in a process with that environment only."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    given = {"SECRET_KEY": "x" * 60, "BASE_URL": "https://hub.example", "HOME": "/nonexistent"}
    # No request to the metadata service of a cloud.
    quiet = {"AWS_EC2_METADATA_DISABLED": "true", "DJANGO_SETTINGS_MODULE": "hub.settings"}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=kept | given | quiet | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_both_policies_have_the_bucket():
    code = """
from django.conf import settings
print(all("https://cdn.example.org" in policy["img-src"] for policy in (
    settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], settings.ADMIN_CONTENT_SECURITY_POLICY)))
"""
    assert run(code, MEDIA="s3://pictures?custom_domain=cdn.example.org").stdout == "True\n"
    assert run(code).stdout == "False\n"


@pytest.mark.parametrize("variable", ["MEDIA", "PRIVATE_FILES"])
def test_missing_credentials_are_a_message_and_no_traceback(variable, tmp_path):
    code = "from django.core.management import execute_from_command_line as run\n"
    code += "run(['manage.py', 'check'])"
    bucket = {
        variable: "s3://bucket?region_name=eu-north-1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/hub.sqlite3",
    }

    without = run(code, **bucket)
    with_them = run(code, **bucket, AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY="secret")

    assert without.returncode == 1
    assert "hub.E001" in without.stderr
    assert "AWS_ACCESS_KEY_ID" in without.stderr
    assert "Traceback" not in without.stderr
    assert with_them.returncode == 0, with_them.stderr


def test_folders_need_no_credentials(settings):
    memory = f"{InMemoryStorage.__module__}.InMemoryStorage"
    settings.STORAGES = {"default": {"BACKEND": memory}, "private": {"BACKEND": memory}}

    assert checks.check_credentials(None) == []
