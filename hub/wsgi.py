"""WSGI entry point, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from core.request_charset import without_charsets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

application = without_charsets(get_wsgi_application())
