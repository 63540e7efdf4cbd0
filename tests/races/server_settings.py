"""Production's settings, for a real server in tests: static files need no `collectstatic`."""

from hub.settings import *  # noqa: F403
from hub.settings import STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
