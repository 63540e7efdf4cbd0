"""What several tests of residents use."""

import pytest


@pytest.fixture
def private(settings, tmp_path):
    """Where the copies of people's data wait, for one test."""
    folder = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        },
    }
    return folder
