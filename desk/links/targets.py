"""Where links lead: to a live page, to nothing, or to another site."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language_from_path, override
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site

from desk.links.finding import Link
from desk.links.records import Records
from desk.models import ListedLink

State = ListedLink.State
# The parts of an address that are files, which the web server knows.
_FILES = (settings.MEDIA_URL, settings.STATIC_URL)


class Targets:
    """The targets of many links, each kind of them looked up in one query."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._links = set(links)

    @cached_property
    def _hosts(self) -> set[str]:
        own = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""
        return {own, *Site.objects.values_list("hostname", flat=True)} - {""}

    @cached_property
    def _routes(self) -> dict[str, tuple[str, ResolverMatch | None]]:
        """The path of each address of this site, and the view that it leads to."""
        return {
            link.address: (path, _route(path))
            for link in self._links
            if link.address and (path := self._own_path(link.address)) is not None
        }

    @cached_property
    def _documents(self) -> dict[int, Any]:
        ids = {link.document for link in self._links if link.document}
        for _path, match in self._routes.values():
            if match and match.view_name == "wagtaildocs_serve":
                ids.add(match.kwargs["document_id"])
        found = get_document_model().objects.filter(pk__in=ids).select_related("collection")
        return {document.pk: document for document in found}

    @cached_property
    def _records(self) -> Records:
        return Records(match for _path, match in self._routes.values() if match)

    @cached_property
    def _pages(self) -> dict[int, Page]:
        return Page.objects.in_bulk({link.page for link in self._links if link.page})

    @cached_property
    def _roots(self) -> dict[str, str]:
        """The path of the front page in the tree, by language."""
        keys = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
        pages = Page.objects.filter(translation_key__in=keys)
        return dict(pages.values_list("locale__language_code", "url_path"))

    @cached_property
    def _pages_by_path(self) -> dict[str, Page]:
        """The pages on the way to each address, by their path in the tree."""
        wanted: set[str] = set()
        for path, match in self._routes.values():
            if match and match.view_name == "wagtail_serve":
                wanted.update(_prefixes(self._tree_path(path) or ""))
        pages = Page.objects.filter(url_path__in=wanted).specific(defer=True)
        return {page.url_path: page for page in pages}

    @cached_property
    def _redirects(self) -> set[str]:
        """The old addresses that lead to another one."""
        paths = {Redirect.normalise_path(path) for path, _match in self._routes.values()}
        return set(Redirect.objects.filter(old_path__in=paths).values_list("old_path", flat=True))

    @cached_property
    def _private_pages(self) -> list[str]:
        return list(PageViewRestriction.objects.values_list("page__path", flat=True))

    @cached_property
    def _private_collections(self) -> list[str]:
        return list(CollectionViewRestriction.objects.values_list("collection__path", flat=True))

    def state(self, link: Link, source: Any) -> State | None:
        """Return what is to be said of `link`; None if it leads readers of `source` somewhere."""
        if link.page is not None:
            return self._page_state(self._pages.get(link.page), source)
        if link.document is not None:
            return self._document_state(link.document)
        if link.address not in self._routes:
            return State.EXTERNAL
        path, match = self._routes[link.address]
        state = self._address_state(path, match, source)
        is_redirected = state and Redirect.normalise_path(path) in self._redirects
        return None if is_redirected else state

    def label(self, link: Link) -> str:
        """Return the name of the target, if it has one, or else how the link is stored."""
        if link.page in self._pages:
            return str(self._pages[link.page].get_admin_display_title())
        if link.document in self._documents:
            return str(self._documents[link.document].title)
        return link.target

    def _page_state(self, page: Page | None, source: Any) -> State | None:
        if page is None:
            return State.DELETED
        if not page.live:
            return State.UNPUBLISHED
        own_path = source.path if isinstance(source, Page) else ""
        for path in self._private_pages:
            # Readers of a private page may read its neighbours.
            if page.path.startswith(path) and not own_path.startswith(path):
                return State.PRIVATE
        return None

    def _document_state(self, pk: int) -> State | None:
        document = self._documents.get(pk)
        if document is None:
            return State.DELETED
        is_private = any(map(document.collection.path.startswith, self._private_collections))
        return State.PRIVATE if is_private else None

    def _address_state(self, path: str, match: ResolverMatch | None, source: Any) -> State | None:
        if path.startswith(_FILES):
            return None
        if match is None:
            return State.NOT_FOUND
        if match.view_name == "wagtaildocs_serve":
            return self._document_state(match.kwargs["document_id"])
        if match.view_name != "wagtail_serve":
            return self._records.state(match)
        in_tree = self._tree_path(path) or ""
        known = [prefix for prefix in _prefixes(in_tree) if prefix in self._pages_by_path]
        if not known:
            return State.NOT_FOUND
        page = self._pages_by_path[known[-1]]
        rest = [part for part in in_tree[len(known[-1]) :].split("/") if part]
        if rest and page.live and not _has_route(page, rest):
            return State.NOT_FOUND
        return self._page_state(page, source)

    def _own_path(self, address: str) -> str | None:
        """Return the path of an address of this site; None if it is on another one."""
        try:
            parts = urlsplit(address)
            host = parts.hostname
        except ValueError:
            return None
        if host and host not in self._hosts:
            return None
        return unquote(parts.path) or "/"

    def _tree_path(self, path: str) -> str | None:
        language = get_language_from_path(path)
        root = self._roots.get(language or "")
        if root is None:
            return None
        rest = path.strip("/").partition("/")[2].strip("/")
        return f"{root}{rest}/" if rest else root


def _route(path: str) -> ResolverMatch | None:
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        # Readers are sent on to the address with a slash at its end.
        for address in (path, f"{path}/"):
            try:
                return resolve(address)
            except Resolver404:
                continue
    return None


def _prefixes(path: str) -> list[str]:
    """Return the paths of the pages on the way: "/a/b/" gives "/a/" and "/a/b/"."""
    parts = [part for part in path.split("/") if part]
    return [f"/{'/'.join(parts[:count])}/" for count in range(1, len(parts) + 1)]


def _has_route(page: Page, rest: list[str]) -> bool:
    """Return whether the page has a part with this address, such as a date of a calendar."""
    try:
        page.specific.route(HttpRequest(), rest)
    except Http404:
        return False
    return True
