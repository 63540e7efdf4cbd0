"""Slugs that no page may have right below a front page: a route of the hub would hide it."""

from collections.abc import Iterable, Iterator
from functools import cache

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

MESSAGE = _("This address belongs to another part of the site. Choose a different slug.")
# Of the front pages, in Wagtail's tree.
_FRONT_PAGE_DEPTH = 2


def is_hidden(slug: str, parent: Page | None) -> bool:
    """Return whether a route would hide the page `slug` below `parent`, in any language.

    In any, because a translation begins with the slug of its source.
    """
    return parent is not None and parent.depth == _FRONT_PAGE_DEPTH and slug in route_prefixes()


@cache
def route_prefixes() -> frozenset[str]:
    """Return the first part of all routes behind the language: "forum", "temaer", "themes"."""
    prefixes: set[str] = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for resolver in get_resolver().url_patterns:
                if isinstance(resolver, URLResolver) and isinstance(
                    resolver.pattern, LocalePrefixPattern
                ):
                    prefixes.update(_first_parts(resolver.url_patterns))
    return frozenset(prefixes)


def _first_parts(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """Yield the first part of each route. Wagtail's route for all pages is an expression."""
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue
        route = str(pattern.pattern)
        if route:
            yield route.partition("/")[0]
        elif isinstance(pattern, URLResolver):
            yield from _first_parts(pattern.url_patterns)
