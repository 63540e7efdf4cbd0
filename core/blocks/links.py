"""Blocks that lead to pages and documents."""

import copy
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Page

from core.blocks import base
from core.blocks.base import ContentBlock, ObjectChoice, TitledListBlock
from core.blocks.lookups import current_targets, objects_for
from core.linked_objects import LinkTargets


class PageChoice(ObjectChoice, blocks.PageChooserBlock):
    """A page of this site. All that a page leads to are looked up together."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        values = list(values)
        targets = current_targets() or LinkTargets(pk for pk in values if pk is not None)
        # Each use is an object of its own, as in Wagtail.
        pages: list[Any] = [copy.copy(targets.pages.get(pk)) for pk in values]
        for page in pages:
            if page is not None:
                page.link_targets = targets
        return pages


def _targets_of(page: Any) -> LinkTargets:
    # A page that was chosen in a form, whose preview is shown, is looked up by itself.
    return getattr(page, "link_targets", None) or LinkTargets([page.pk])


def url_of_choice(value: Any) -> str:
    """Return where a block with the fields `page` and `url` leads; "" if nowhere."""
    page = value.get("page")
    if page is not None:
        return _targets_of(page).page_url(page.pk)
    url = (value.get("url") or "").strip()
    try:
        is_safe = urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname)
    except ValueError:
        is_safe = False
    return url if is_safe else ""


class RelatedPagesBlock(TitledListBlock):
    entries = blocks.ListBlock(PageChoice(), label=_("Pages"), min_num=1, max_num=12)

    class Meta:
        icon = "doc-empty"
        group = base.SITE
        label = _("Related pages")
        description = _("Cards that lead to other pages of this site")
        template = "components/blocks/related_pages.html"
        preview_value = {"title": _("Read on"), "entries": []}

    def get_preview_value(self) -> Any:
        """Choose three pages of the site."""
        value = super().get_preview_value()
        language = get_language()
        pages = Page.objects.live().filter(locale__language_code=language, depth__gt=2)
        return self.normalize({**value, "entries": list(pages.order_by("path")[:3])})

    def is_complete(self, value: Any) -> bool:
        return super().is_complete(value) and bool(_shown_pages(value))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "items": _shown_pages(value)}


def _shown_pages(value: Any) -> list[Page]:
    """Return the live pages in the reader's language, each once."""
    found = [
        _targets_of(page).specific_page(page.pk) for page in base.filled_items(value["entries"])
    ]
    return list(dict.fromkeys(page for page in found if page is not None and page.url))


class DocumentChoice(ObjectChoice, DocumentChooserBlock):
    """A document of the site."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        values = list(values)
        found = objects_for(values, lambda lookups: lookups.targets.documents)
        return super().bulk_to_python(values) if found is None else found


class DocumentBlock(ContentBlock):
    document = DocumentChoice(label=_("Document"))
    label = blocks.CharBlock(
        label=_("Name for readers"),
        required=False,
        max_length=120,
        help_text=_("Without one, the title of the document. It can be translated."),
    )

    needed = ("document",)

    class Meta:
        icon = "doc-full"
        label = _("Document")


class DocumentsBlock(TitledListBlock):
    entries = blocks.ListBlock(DocumentBlock(), label=_("Documents"), min_num=1, max_num=40)

    class Meta:
        icon = "doc-full"
        group = base.SITE
        label = _("Documents")
        description = _("Files to download, with their type and size")
        template = "components/blocks/documents.html"
        preview_value = {"title": _("To download"), "entries": []}

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        document = get_document_model()(title=str(_("Checklist")), file="checklist.pdf")
        document.file_size = 120_000
        entry = {"document": document, "label": ""}
        return self.normalize({**value, "entries": [entry]})

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "items": [_shown_document(item) for item in context["items"]]}


def _shown_document(item: Any) -> dict[str, str]:
    document = item["document"]
    facts = [document.file_extension.upper()]
    if document.file_size:
        facts.append(filesizeformat(document.file_size))
    return {
        # The one in the picker of blocks is not stored.
        "url": document.url if document.pk else "#",
        "name": item.get("label") or document.title,
        "facts": ", ".join(filter(None, facts)),
    }
