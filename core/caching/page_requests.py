"""Which requests ask for a page that is the same for everybody, and the key of that page.

The key is made before the view runs, of what the view can know: the host, the path, and the
parameters of its route. The view then gets a request that has nothing else, so nothing that is not
in the key can change the page: no other header, no other parameter and no cookie.
"""

from collections.abc import Callable
from functools import lru_cache
from http.cookies import SimpleCookie
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

Environ = dict[str, Any]
# Returns the parameters of the route of a path; None if its pages are not stored.
KnownParameters = Callable[[str], frozenset[str] | None]

# Longer ones are passed on: they are not made by links of the site.
_LONGEST_PATH = 500
_LONGEST_QUERY = 500
_REMEMBERED = 10_000


class PageKey(NamedTuple):
    """The key of a page; `query` holds the parameters that the route knows, in order."""

    scheme: str
    host: str
    path: str
    query: str


class PageRequests:
    """Reads WSGI requests. It remembers the queries and paths that it has read."""

    def __init__(self, known_parameters: KnownParameters) -> None:
        self._parameters_of = lru_cache(_REMEMBERED)(_by_text(known_parameters))
        self._hosts = {
            settings.BASE_URL.partition("://")[2].lower(),
            *(host.lower() for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))),
        }
        # With these, a page may be for one person.
        self._session_cookies = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")

    def key_of(self, environ: Environ) -> PageKey | None:
        """Return the key of the page that is asked for; None if it is not a stored one."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("SCRIPT_NAME"):
            return None
        cookies = environ.get("HTTP_COOKIE", "")
        if cookies and any(name in cookies for name in self._session_cookies):
            return None
        host = environ.get("HTTP_HOST", "").lower()
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if host not in self._hosts or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
            return None
        if len(path) > _LONGEST_PATH or len(query) > _LONGEST_QUERY:
            return None
        parameters = self._parameters_of(path)
        if parameters is None:
            return None
        if query:
            query = _known_query(query, parameters)
        return PageKey(_scheme(environ), host, path, query)


def _by_text(known_parameters: KnownParameters) -> KnownParameters:
    """Return the function for paths as WSGI has them: bytes as latin-1. (PEP 3333)"""

    def by_path_info(path: str) -> frozenset[str] | None:
        try:
            return known_parameters(path.encode("latin-1").decode())
        except UnicodeDecodeError:
            return None

    return by_path_info


@lru_cache(_REMEMBERED)
def _known_query(query: str, parameters: frozenset[str]) -> str:
    """Return the known parameters of `query`, sorted by name."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
    except ValueError:
        # An odd query shows the same page as none.
        return ""
    # The sort is stable: values of one parameter keep their order.
    return urlencode(sorted((p for p in pairs if p[0] in parameters), key=lambda pair: pair[0]))


def anonymous_environ(environ: Environ, key: PageKey) -> Environ:
    """Return the request as anybody could have sent it: of `environ`, only what `key` holds.

    The CSRF cookie stays: a page with a form would otherwise give the reader another, and end the
    forms that are open in other tabs. Such a page is not stored, as it sets a cookie.
    """
    kept = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
    kept |= {"REQUEST_METHOD": "GET", "HTTP_HOST": key.host, "QUERY_STRING": key.query}
    for name in ("HTTP_X_FORWARDED_FOR", _proxy_header()[0]):
        if name in environ:
            kept[name] = environ[name]
    cookies = environ.get("HTTP_COOKIE", "")
    if settings.CSRF_COOKIE_NAME in cookies:
        parsed = SimpleCookie(cookies)
        if settings.CSRF_COOKIE_NAME in parsed:
            kept["HTTP_COOKIE"] = parsed[settings.CSRF_COOKIE_NAME].OutputString(attrs=[])
    return kept


def _proxy_header() -> tuple[str, str]:
    """Return the trusted header that tells the scheme, and its value for HTTPS."""
    header = cast("tuple[str, str] | None", settings.SECURE_PROXY_SSL_HEADER)
    return header or ("", "")


def _scheme(environ: Environ) -> str:
    name, secure = _proxy_header()
    if name:
        return "https" if environ.get(name, "").split(",")[0].strip() == secure else "http"
    scheme: str = environ["wsgi.url_scheme"]
    return scheme
