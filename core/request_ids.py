"""An id for each request: in its answer (`X-Request-ID`) and in the JSON log."""

import re
import uuid
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

Environ = dict[str, Any]
WSGIApplication = Callable[[Environ, Any], Iterable[bytes]]

# Of a proxy. Nothing else gets into the log: no line break, no address of a person.
_WELL_FORMED = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request that this thread answers; "" outside one."""
    return _current.get()


def with_request_ids(application: WSGIApplication) -> WSGIApplication:
    """Wrap a WSGI application: take the id of the proxy if it is well-formed, else make one."""

    def identified(environ: Environ, start_response: Any) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        # Not reset after it: the body is sent, and logged about, later. The next request of the
        # thread sets its own.
        _current.set(request_id)

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            kept = [header for header in headers if header[0].lower() != "x-request-id"]
            return start_response(status, [*kept, ("X-Request-ID", request_id)], *exc_info)

        return application(environ, start)

    return identified
