"""HEAD requests get the headers of the page, and no body. (RFC 9110, § 9.3.2)"""

from collections.abc import Callable, Iterable
from typing import Any

WSGIApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]


def without_bodies(application: WSGIApplication) -> WSGIApplication:
    """Wrap `application`, and drop the body of its responses to HEAD.

    Django leaves that to the server, and gunicorn warns of each.
    """

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        # Ends the request in Django, and closes its file.
        close = getattr(body, "close", None)
        if close is not None:
            close()
        return []

    return wrapped
