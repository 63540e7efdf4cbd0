"""The yardstick H: the least that a WSGI server can be asked for."""

from collections.abc import Iterable
from typing import Any

BODY = b"Hello, world!"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer every request alike."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(BODY)))])
    return [BODY]
