"""The log as JSON, one line for each record, for programs that collect logs.

It imports no Django: gunicorn's own log uses it, too.
"""

import json
import logging
import re
import traceback
from datetime import datetime

from core.request_ids import current_request_id

# It starts where a word does: elsewhere, long words would take quadratic time.
_ADDRESS = re.compile(
    r"(?<![^\s@<>\"'(),;:/=])[^\s@<>\"'(),;:/=]+@[^\s@<>\"'(),;:/]+\.[^\s@<>\"'(),;:/]+"
)
_PATH = re.compile(r"(?<![\w/.:])(https?://[^\s/]+)?(/[^\s\"'”)>]*)")
# What opens a page to whoever has it, as in deploy/hub-nginx.conf: signed tokens have a colon.
_SECRETS_OF_PATHS = (
    # What somebody searches for, and forms that were sent by GET.
    (re.compile(r"\?.*"), "?..."),
    (re.compile(r"(?<![^/])[^/]*:[^/?]*"), "..."),
    (re.compile(r"(/reset/key/).+"), r"\1..."),
    (re.compile(r"/[^/]+(/[^/]+\.ics)"), r"/...\1"),
)


class JsonFormatter(logging.Formatter):
    """Writes time, level, logger, message and request id, and where an exception happened.

    Personal data is left out: addresses, tokens and queries of the message, and the messages of
    exceptions, which repeat what a reader typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created)
            .astimezone()
            .isoformat("T", "milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_personal_data(record.getMessage()),
        }
        if request_id := current_request_id():
            line["request_id"] = request_id
        if record.exc_info and record.exc_info[0]:
            kind, _error, tracked = record.exc_info
            line["exception"] = f"{kind.__module__}.{kind.__qualname__}"
            line["where"] = " > ".join(
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(tracked)
            )
        return json.dumps(line, ensure_ascii=False)


def without_personal_data(text: str) -> str:
    """Return `text` without mail addresses, and without tokens and queries of paths."""
    return _ADDRESS.sub("…@…", _PATH.sub(_shown, text))


def _shown(found: re.Match[str]) -> str:
    path = found[2]
    for pattern, replacement in _SECRETS_OF_PATHS:
        path = pattern.sub(replacement, path)
    return (found[1] or "") + path
