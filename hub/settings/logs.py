"""Logging."""

import logging
import re

from hub.settings.environment import env
from hub.settings.reader import refuse

_level = env.choice(
    "LOG_LEVEL", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
)
# Who gets a mail about errors.
ERROR_MAIL = env.words("ERROR_MAIL", default=[])
for _address in ERROR_MAIL:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", _address):
        refuse("ERROR_MAIL", f"has “{_address}”, which is no address")


def _shorten(record: logging.LogRecord) -> bool:
    """Make what a client sent wrongly a warning of one line: scanners send much of it."""
    if record.name.startswith("django.security."):
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


_handlers = {
    "console": {
        "class": "logging.StreamHandler",
        "formatter": "line",
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
        "line": {
            "format": "{asctime} {levelname} {name}: {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        }
    },
    "filters": {"shorten": {"()": "django.utils.log.CallbackFilter", "callback": _shorten}},
    "handlers": _handlers,
    "root": {"handlers": list(_handlers), "level": _level},
    "loggers": {"django.server": {"level": "WARNING"}},
}
