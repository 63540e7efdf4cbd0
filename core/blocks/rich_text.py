"""Rich text with few marks, whose links are safe and looked up for a whole page at once."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

import nh3
from django.utils.html import escape
from wagtail import blocks
from wagtail.rich_text import RichText
from wagtail.rich_text.rewriters import LinkRewriter

from core.blocks.base import WagtailsInMigrations
from core.blocks.lookups import current_targets
from core.linked_objects import LinkTargets, id_of, linked_ids

_TAGS = {"p", "h2", "h3", "b", "strong", "i", "em", "a", "ul", "ol", "li", "br"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LEADS_NOWHERE = re.compile(r"<a>(.*?)</a>", re.DOTALL)


class LinkedRichText(RichText):
    """Rich text that shares the look-up of its links with the other texts of the page."""

    def __init__(self, source: str | None, targets: LinkTargets | None = None) -> None:
        super().__init__(source)
        self._targets = targets

    def __html__(self) -> str:
        """Return the text with the addresses of what it links to.

        Links to what is deleted are plain text. What else an editor's toolbar does not offer is
        removed: texts can also come from translators and programs.
        """
        targets = self._targets or LinkTargets(*linked_ids([self.source]))
        rules = {
            "page": lambda links: [_opening(targets.page_url(id_of(link))) for link in links],
            "document": lambda links: [
                _opening(targets.document_url(id_of(link))) for link in links
            ],
        }
        linked = LinkRewriter(bulk_rules=rules)(self.source)
        clean = nh3.clean(
            linked, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel=None
        )
        return _LEADS_NOWHERE.sub(r"\1", clean)


def _opening(url: str) -> str:
    return f'<a href="{escape(url)}">' if url else "<a>"


class FormattedTextBlock(WagtailsInMigrations, blocks.RichTextBlock):
    """Rich text for parts of blocks: bold, lists, links to pages and documents."""

    default_features: ClassVar[tuple[str, ...]] = ("bold", "ol", "ul", "link", "document-link")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": list(self.default_features), **kwargs})

    def to_python(self, value: Any) -> LinkedRichText:
        return LinkedRichText(value)

    def bulk_to_python(self, values: Iterable[Any]) -> list[LinkedRichText]:
        sources = [value or "" for value in values]
        targets = current_targets() or LinkTargets(*linked_ids(sources))
        return [LinkedRichText(source, targets) for source in sources]

    def normalize(self, value: Any) -> LinkedRichText:
        if isinstance(value, LinkedRichText):
            return value
        return LinkedRichText(super().normalize(value).source)

    def value_from_form(self, value: str) -> LinkedRichText:
        return LinkedRichText(value)
