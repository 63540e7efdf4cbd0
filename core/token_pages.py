"""A view decorator for the links in mails, whose secret token replaces the sign-in."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods


def token_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view whose URL contains a token, so that the token does not leak.

    No cache and no search engine keeps the page, and the Referer header contains the origin only.
    (`no-referrer` would make browsers send "Origin: null" with the form, which the CSRF check
    refuses: Fetch, § 3.2, "append a request Origin header".) A view shows a page for GET and acts
    for POST, because mail programs and scanners follow links.
    """

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(page))
