"""Blocks for headings, rich text and quotations."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import base
from core.blocks.base import ContentBlock, has_words
from core.blocks.pictures import LabelledImageBlock, PicturedBlock
from core.blocks.rich_text import FormattedTextBlock
from core.translatable_lines import LinesBlock


class HeadingBlock(ContentBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    is_sub = blocks.BooleanBlock(label=_("Smaller, under another heading"), required=False)

    needed = ("text",)

    class Meta:
        icon = "title"
        group = base.TEXT
        label = _("Heading")
        label_format = "{text}"
        description = _("A heading above the blocks that follow")
        template = "components/blocks/heading.html"
        preview_value = {"text": _("What you can do yourself")}


class TextBlock(FormattedTextBlock):
    default_features = ("h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link")

    def is_complete(self, value: Any) -> bool:
        return has_words(value)

    def render(self, value: Any, context: dict[str, Any] | None = None) -> str:
        return super().render(value, context) if self.is_complete(value) else ""

    class Meta:
        icon = "pilcrow"
        group = base.TEXT
        label = _("Text")
        description = _("Paragraphs, headings and lists")
        template = "components/blocks/text.html"
        preview_value = _(
            "<h2>Know your neighbours</h2><p>A street where people greet each other is a safer "
            "street.</p><ul><li>Lock the door.</li><li>Turn on a lamp.</li></ul>"
        )


class QuoteBlock(ContentBlock):
    quote = LinesBlock(label=_("Quotation"))
    attribution = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    needed = ("quote",)

    class Meta:
        icon = "openquote"
        group = base.TEXT
        label = _("Quotation")
        description = _("What someone said, with their name")
        template = "components/blocks/quote.html"
        preview_value = {
            "quote": _("We look after each other."),
            "attribution": _("A neighbour"),
        }


class PicturedQuoteBlock(PicturedBlock, QuoteBlock):
    image = LabelledImageBlock(label=_("Image"), required=False)

    class Meta:
        description = _("What someone said, with their name and a picture if you like")
