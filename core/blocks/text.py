"""Blocks for rich text and quotations."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.translatable_lines import LinesBlock


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", ["h2", "h3", "bold", "italic", "link", "ol", "ul"])
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, headings and lists")
        template = "components/blocks/text.html"
        preview_value = "<h2>A heading</h2><p>A paragraph of text.</p>"


class QuoteBlock(blocks.StructBlock):
    quote = LinesBlock(label=_("Quotation"))
    attribution = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("What someone said, with their name")
        template = "components/blocks/quote.html"
        preview_value = {"quote": "We look after each other.", "attribution": "A neighbour"}
