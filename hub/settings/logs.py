"""Logging, reports of errors, and metrics."""

import logging
import re

from hub.settings.environment import env
from hub.settings.reader import refuse

_level = env.choice(
    "LOG_LEVEL", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
)
_format = env.choice("LOG_FORMAT", default="text", choices=("text", "json"))
# The server that collects errors; none by default. core.error_reports says what it gets.
SENTRY_DSN = env.url("SENTRY_DSN")
if SENTRY_DSN and not re.fullmatch(r"https?://[^/@:]+(:[^/@]+)?@[^/]+/(.+/)?[0-9]+", SENTRY_DSN):
    refuse("SENTRY_DSN", "must be a DSN such as https://key@errors.example.org/1")
# Who gets a mail about errors.
ERROR_MAIL = env.words("ERROR_MAIL", default=[])
for _address in ERROR_MAIL:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", _address):
        refuse("ERROR_MAIL", f"has “{_address}”, which is no address")

# What Prometheus must send to read /metrics, which is off without it.
METRICS_TOKEN = env.text("METRICS_TOKEN")
if METRICS_TOKEN and not re.fullmatch(r"[!-~]{20,200}", METRICS_TOKEN):
    refuse("METRICS_TOKEN", "must be 20 to 200 letters, digits and signs without spaces")


def _shorten(record: logging.LogRecord) -> bool:
    """Make what a client sent wrongly a warning of one line: scanners send much of it."""
    if record.name.startswith("django.security."):
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


_handlers = {
    "console": {
        "class": "logging.StreamHandler",
        "formatter": _format,
        "filters": ["shorten"],
    }
}
if ERROR_MAIL:
    _handlers["mail"] = {"class": "core.error_mail.ErrorMailHandler", "level": "ERROR"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # The same as in deploy/gunicorn.conf.py. The time is ISO 8601 with its zone.
    "formatters": {
        "text": {
            "format": "{asctime} {levelname} {name}: {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        },
        "json": {"()": "core.json_logs.JsonFormatter"},
    },
    "filters": {"shorten": {"()": "django.utils.log.CallbackFilter", "callback": _shorten}},
    "handlers": _handlers,
    "root": {"handlers": list(_handlers), "level": _level},
    "loggers": {"django.server": {"level": "WARNING"}},
}
