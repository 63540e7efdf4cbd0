"""Pages behind links in mails: whoever has the link may use it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods


def token_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make `view` a page behind a mailed link: GET shows, POST does, and nothing keeps the token.

    The Referer never holds the address: `strict-origin` sends the origin alone. (`no-referrer`
    would make browsers send "Origin: null" with the form, which the CSRF check refuses. Fetch,
    § 3.2, "append a request Origin header".)
    """

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(page))
