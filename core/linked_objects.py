"""The pages and documents that texts and lists lead to, looked up together."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from core.page_urls import url_of

_LARGEST_ID = 2**31


class LinkTargets:
    """The targets of all links of a page, found at once when the first of them is shown."""

    def __init__(
        self,
        page_ids: Iterable[int] = (),
        document_ids: Iterable[int] = (),
        unlisted_ids: Iterable[int] = (),
    ) -> None:
        self._page_ids = set(page_ids)
        # Those of `page_ids` that no list shows, so that only their address is needed.
        self._unlisted_ids = set(unlisted_ids)
        self._document_ids = set(document_ids)
        self._specific: dict[str | None, dict[int, Page]] = {}

    @cached_property
    def _versions(self) -> dict[int, Page]:
        """The pages and their translations, live or not. One query."""
        if not self._page_ids:
            return {}
        keys = Page.objects.filter(pk__in=self._page_ids).values("translation_key")
        versions = Page.objects.filter(translation_key__in=keys).select_related("locale")
        return {page.pk: page for page in versions}

    @property
    def pages(self) -> dict[int, Page]:
        """The pages by id, also those that are not live."""
        return {pk: self._versions[pk] for pk in self._page_ids if pk in self._versions}

    @cached_property
    def documents(self) -> dict[int, Any]:
        """The documents by id. One query."""
        ids = self._document_ids
        return get_document_model().objects.in_bulk(ids) if ids else {}

    def page(self, pk: int) -> Page | None:
        """Return the page as readers of the active language get it; None if it is not live.

        That is the live translation, or else the page itself.
        """
        original = self._versions.get(pk)
        if original is None or not original.live:
            return None
        language = get_language()
        for page in self._versions.values():
            is_version = page.translation_key == original.translation_key
            if is_version and page.live and page.locale.language_code == language:
                return page
        return original

    def specific_page(self, pk: int) -> Page | None:
        """Return the same with what lists show. One query more for each page type."""
        language = get_language()
        if language not in self._specific:
            self._specific[language] = self._load_specific()
        page = self.page(pk)
        return self._specific[language].get(page.pk) if page else None

    def _load_specific(self) -> dict[int, Page]:
        chosen: dict[type[Page], set[int]] = {}
        for each in self._page_ids - self._unlisted_ids:
            if page := self.page(each):
                chosen.setdefault(page.specific_class or Page, set()).add(page.pk)
        return {
            page.pk: page
            for page_type, keys in chosen.items()
            for page in page_type.objects.filter(pk__in=keys).defer_streamfields()
        }

    def page_url(self, pk: int) -> str:
        """Return the path of the page in the reader's language; "" if there is none."""
        page = self.page(pk)
        return url_of(page) if page else ""

    def document_url(self, pk: int) -> str:
        """Return the path of the document; "" if there is none."""
        document = self.documents.get(pk)
        return document.url if document else ""


def linked_ids(sources: Iterable[str]) -> tuple[list[int], list[int]]:
    """Return the ids of the pages and of the documents that these rich texts link to."""
    ids: dict[str, list[int]] = {"page": [], "document": []}
    for source in sources:
        for kind, links in LinkRewriter().extract_tags(source).items():
            if kind in ids:
                ids[kind] += [id_of(link.attrs) for link in links]
    return ids["page"], ids["document"]


def id_of(link: dict[str, str]) -> int:
    """Return the primary key in a link; 0, which no object has, for what is none."""
    text = link.get("id", "")
    number = int(text) if text.isascii() and text.isdecimal() else 0
    return number if number < _LARGEST_ID else 0
