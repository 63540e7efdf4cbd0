"""The way from an address to a page of Wagtail, held in memory.

Wagtail asks for the site, the language, and each page on the way down the tree. Here a request asks
for none of them, until one changes.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.models.sites import SiteRootPath
from wagtail.url_routing import RouteResult

from core.caching.held_values import HeldValues
from core.caching.tracking import note_reads


class _Route(NamedTuple):
    """The type and primary key of a page, and what its `serve` gets."""

    model: type[Page]
    pk: int
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


_sites: HeldValues[tuple[Site | None, list[SiteRootPath]]] = HeldValues()
_routes: HeldValues[_Route] = HeldValues()
_restrictions: HeldValues[bool] = HeldValues()
_rows: HeldValues[tuple[Any, ...]] = HeldValues(most=100)
_locales: HeldValues[Locale] = HeldValues()


class PageRoutingMiddleware:
    """Give Wagtail's view the page of the request, as if Wagtail had found it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Set what Wagtail keeps on the request. It answers 404 by itself."""
        match = request.resolver_match
        if match is None or match.view_name != "wagtail_serve":
            return None
        hold_site(request)
        path = args[0] if args else ""
        try:
            route = _routes.get(
                (request._wagtail_site, get_language(), path), lambda: _find(request, path)
            )
            page = _load(route)
        except (Http404, Page.DoesNotExist):
            return None
        request._wagtail_route_for_request = RouteResult(page, route.args, route.kwargs)
        return None


def hold_site(request: Any) -> None:
    """Set the site of `request`, and the paths with which Wagtail makes addresses."""
    host = (request._get_raw_host(), request.get_port())
    site, paths = _sites.get(
        host, lambda: (Site.find_for_request(request), Site.get_site_root_paths())
    )
    request._wagtail_site = site
    request._wagtail_cached_site_root_paths = paths


def _find(request: HttpRequest, path: str) -> _Route:
    # The site is known already, so no query shows that it was read.
    note_reads([Site._meta.db_table])
    result = Page.route_for_request(request, path)
    if result is None:
        raise Http404
    page, args, kwargs = result
    return _Route(type(page), page.pk, tuple(args), kwargs)


def _load(route: _Route) -> Page:
    """Return a page of its own for this request, made from its row.

    The row is held, not the page: a page keeps what it has looked up, and a StreamField the
    pictures and pages in it.
    """
    names = [field.attname for field in route.model._meta.concrete_fields]

    def read() -> tuple[Any, ...]:
        row = route.model._default_manager.filter(pk=route.pk).values_list(*names).get()
        return tuple(_as_json(value) if isinstance(value, StreamValue) else value for value in row)

    page = route.model.from_db(DEFAULT_DB_ALIAS, names, _rows.get(route[:2], read))
    page.locale = _locales.get(page.locale_id, lambda: Locale.objects.get(pk=page.locale_id))
    return page


def _as_json(value: StreamValue) -> str:
    return json.dumps(list(value.raw_data), cls=DjangoJSONEncoder)


def are_pages_restricted() -> bool:
    """Return whether any page may be read by some people only."""
    return _restrictions.get("any", PageViewRestriction.objects.exists)
