"""WSGI entry point, for gunicorn."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from core.request_charset import without_charsets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

application = without_charsets(get_wsgi_application())
# Django must be set up before these are imported.
from core.site_settings import remember_sites  # noqa: E402

remember_sites()
if settings.PAGE_CACHE_MEGABYTES:
    from core.caching.page_cache import PageCache
    from hub.cached_routes import known_parameters

    application = PageCache(application, known_parameters)
