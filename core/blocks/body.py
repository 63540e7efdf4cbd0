"""The StreamField block for the body of a page."""

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.blocks.callouts import (
    AccordionBlock,
    ButtonBlock,
    CalloutBlock,
    ChecklistBlock,
    FactBoxBlock,
    QuestionsBlock,
)
from core.blocks.charts import ChartBlock
from core.blocks.figures import FiguresBlock
from core.blocks.held import render_blocks
from core.blocks.links import DocumentsBlock, RelatedPagesBlock
from core.blocks.lookups import SharingStreamBlock
from core.blocks.media import GalleryBlock, PictureBlock, VideoBlock
from core.blocks.people import MapBlock, PartnersBlock, PeopleBlock
from core.blocks.sequences import StepsBlock, TimelineBlock
from core.blocks.tables import TableBlock
from core.blocks.text import HeadingBlock, PicturedQuoteBlock, TextBlock


class BodyBlock(SharingStreamBlock):
    """The blocks of a page's body, in the order of the picker. A block holds at most one list."""

    heading = HeadingBlock()
    text = TextBlock()
    quote = PicturedQuoteBlock()
    callout = CalloutBlock()
    fact_box = FactBoxBlock()
    questions = QuestionsBlock()
    accordion = AccordionBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    button = ButtonBlock()
    steps = StepsBlock()
    checklist = ChecklistBlock()
    figures = FiguresBlock()
    chart = ChartBlock()
    table = TableBlock()
    timeline = TimelineBlock()
    partners = PartnersBlock()
    people = PeopleBlock()
    map = MapBlock()
    related_pages = RelatedPagesBlock()
    documents = DocumentsBlock()

    def render_basic(self, value: Any, context: dict[str, Any] | None = None) -> SafeString:
        """Render the blocks one after the other, those that show something."""
        rendered = render_blocks(value, context)
        return format_html_join(
            "\n",
            '<div class="block-{}">{}</div>',
            ((name, content) for name, content in rendered if content.strip()),
        )
