"""The links that an object of the site has, read from what is stored, without a query."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from core.blocks.lookups import stored_leaves
from core.linked_objects import id_of

_MOST_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page or document, by its id, or to an address."""

    page: int | None = None
    document: int | None = None
    address: str = ""

    @property
    def target(self) -> str:
        """The link in one text, as it is stored."""
        if self.page is not None:
            return f"page:{self.page}"
        if self.document is not None:
            return f"document:{self.document}"
        return self.address


def links_of(source: models.Model) -> list[Link]:
    """Return the links in the fields of `source`, each once."""
    found = (link for field in source._meta.concrete_fields for link in _in_field(source, field))
    return list(dict.fromkeys(found))


def _in_field(source: models.Model, field: Any) -> Iterator[Link]:
    value = getattr(source, field.attname)
    if not value:
        return
    if isinstance(field, StreamField):
        for block, raw in stored_leaves(value.stream_block, value.raw_data):
            yield from _in_block(block, raw)
    elif isinstance(field, RichTextField):
        yield from _in_text(value)
    elif isinstance(field, models.URLField):
        yield from _address(value)
    elif field.is_relation and not field.primary_key:
        # The source of an alias is no link.
        if issubclass(field.related_model, Page) and field.name != "alias_of":
            yield Link(page=value)
        elif field.related_model is get_document_model():
            yield Link(document=value)


def _in_block(block: blocks.Block, raw: Any) -> Iterator[Link]:
    if not raw:
        return
    if isinstance(block, blocks.PageChooserBlock):
        yield Link(page=raw)
    elif isinstance(block, DocumentChooserBlock):
        yield Link(document=raw)
    elif isinstance(block, blocks.RichTextBlock):
        yield from _in_text(raw)
    elif isinstance(block, blocks.URLBlock) or block.name == "url":
        yield from _address(raw)


def _in_text(html: str) -> Iterator[Link]:
    for kind, tags in LinkRewriter().extract_tags(html).items():
        for tag in tags:
            if kind == "page":
                yield Link(page=id_of(tag.attrs))
            elif kind == "document":
                yield Link(document=id_of(tag.attrs))
            else:
                yield from _address(tag.attrs.get("href", ""))


def _address(text: str) -> Iterator[Link]:
    text = text.strip()[:_MOST_CHARACTERS]
    if text.startswith(("http://", "https://", "/")):
        yield Link(address=text)
