"""Addresses to return to, which come with a request: paths of this site, and nothing else."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

# Ours, allauth's, Django's and Wagtail's parameters; the last one is that of private pages.
PARAMETERS = ("next", "return_url")
_MOST_CHARACTERS = 2000
# Also what browsers read as a slash, and halves of characters, which no header can hold.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\\ud800-\udfff]")


def local_path(url: str | None, default: str = "") -> str:
    """Return `url` if it is a path of this site, with or without a query; else `default`."""
    if not url or not url.startswith("/") or len(url) > _MOST_CHARACTERS or _FORBIDDEN.search(url):
        return default
    # Without hosts, it takes paths only.
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else default


class ReturnUrlMiddleware:
    """Remove addresses to return to that are no paths of this site, before any view reads them.

    Wagtail and allauth take a word for the name of a view ("account_logout"), or fail on it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (clean := _without_foreign_urls(request.GET)) is not None:
            request.GET = clean  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Clean the form after the CSRF middleware has read it."""
        if request.method == "POST":
            clean = _without_foreign_urls(request.POST)
            if clean is not None:
                request.POST = clean  # type: ignore[assignment]
        return None


def _without_foreign_urls(given: QueryDict) -> QueryDict | None:
    """Return `given` without such parameters; None if it has none."""
    foreign = [
        name
        for name in PARAMETERS
        if any(value and not local_path(value) for value in given.getlist(name))
    ]
    if not foreign:
        return None
    clean = given.copy()
    for name in foreign:
        del clean[name]
    clean._mutable = False
    return clean
