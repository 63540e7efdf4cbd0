"""System checks, which `manage.py check` runs, and each command before it begins."""

from typing import Any

from django.conf import settings
from django.core import checks


def s3_storages() -> list[str]:
    """Return the names of the storages that are buckets."""
    return [name for name, one in settings.STORAGES.items() if one["BACKEND"].endswith("S3Storage")]


def check_credentials(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Find out whether there are credentials for the buckets in MEDIA and PRIVATE_FILES."""
    if not s3_storages():
        return []
    # It takes a while to import, and most hubs keep files in a folder.
    import boto3

    if boto3.Session().get_credentials() is not None:
        return []
    return [
        checks.Error(
            "There are no credentials for the S3 bucket in MEDIA or PRIVATE_FILES.",
            hint="Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: see docs/settings.md.",
            id="hub.E001",
        )
    ]
