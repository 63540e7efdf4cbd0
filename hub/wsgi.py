"""WSGI entry point, for gunicorn."""

import atexit
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

_django = get_wsgi_application()
# Django must be set up before these are imported.
from core.head_requests import without_bodies  # noqa: E402
from core.request_charset import without_charsets  # noqa: E402
from core.request_counts import with_request_counts  # noqa: E402
from core.request_ids import with_request_ids  # noqa: E402
from core.site_settings import remember_sites  # noqa: E402

application = without_charsets(_django)
remember_sites()
if settings.PAGE_CACHE_MEGABYTES:
    from core.caching.page_cache import PageCache
    from hub.cached_routes import known_parameters

    application = PageCache(application, known_parameters)
if settings.METRICS_TOKEN:
    from core.caching.shared_counts import counts
    from hub.health import PROBES

    application = with_request_counts(application, PROBES)
    atexit.register(counts.report)
application = with_request_ids(without_bodies(application))
