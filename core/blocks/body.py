"""The StreamField block for the body of a page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks.callouts import CalloutBlock, ChecklistBlock, QuestionBlock
from core.blocks.figures import FigureBlock
from core.blocks.media import PictureBlock
from core.blocks.text import QuoteBlock, TextBlock


class BodyBlock(blocks.StreamBlock):
    """The blocks of a page's body. Blocks are not nested, except in the two lists."""

    text = TextBlock()
    picture = PictureBlock()
    callout = CalloutBlock()
    checklist = ChecklistBlock()
    questions = blocks.ListBlock(
        QuestionBlock(),
        min_num=1,
        icon="help",
        label=_("Questions and answers"),
        description=_("Questions with answers that unfold"),
        template="components/blocks/questions.html",
        preview_value=[{"question": "May I come alone?", "answer": "Yes, please do."}],
    )
    figures = blocks.ListBlock(
        FigureBlock(),
        min_num=1,
        max_num=4,
        icon="order",
        label=_("Figures"),
        description=_("One to four figures, each with its source"),
        template="components/blocks/figures.html",
        preview_value=[
            {"prefix": "", "value": "3", "label": "an invented figure", "source": "An example"}
        ],
    )
    quote = QuoteBlock()
