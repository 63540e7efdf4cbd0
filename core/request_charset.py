"""Requests speak UTF-8.

The hub's pages are UTF-8, so no browser sends forms in another encoding. A request that names
another one gets a 400, before anybody reads it.
"""

import codecs
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.error_pages import error_page

WSGIApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]
_CHARSET = re.compile(r';\s*charset\*?\s*=\s*("[^"]*"|[^;]*)', re.IGNORECASE)
_DECLARED = "hub.declared_charset"


def without_charsets(application: WSGIApplication) -> WSGIApplication:
    """Wrap `application`, and move the charset of a request to where the middleware finds it.

    Django reads the query in that encoding before its first middleware runs, outside of all error
    handling: "hex" and "idna", which are none of texts, would fail the server's process.
    """

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        given = environ.get("CONTENT_TYPE") or ""
        if "charset" in given.lower():
            found = _CHARSET.search(given)
            bare = _CHARSET.sub("", given)
            is_clean = found and "charset" not in bare.lower()
            environ["CONTENT_TYPE"] = bare if is_clean else "application/octet-stream"
            environ[_DECLARED] = found[1].strip(' "') if found else ""
        return application(environ, start_response)

    return wrapped


class RequestCharsetMiddleware:
    """Answer 400 to a request in another encoding."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get(_DECLARED) or request.encoding
        if declared and not _is_utf_8(declared):
            request.encoding = "utf-8"
            return error_page(request, 400)
        return self.get_response(request)


def _is_utf_8(charset: str) -> bool:
    """Return whether it is UTF-8, or a name that nobody knows: Django reads that as UTF-8."""
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return True
