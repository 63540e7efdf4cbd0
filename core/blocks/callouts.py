"""Blocks that call attention: callout, fact box, checklist, questions, button."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import base
from core.blocks.base import ContentBlock, ContentListBlock, LinkBlock, is_filled
from core.blocks.links import PageChoice, url_of_choice
from core.blocks.pictures import LabelledImageBlock, PicturedBlock
from core.blocks.rich_text import FormattedTextBlock
from core.translatable_lines import LinesBlock


class CalloutBlock(ContentBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = LinesBlock(label=_("Text"))

    needed = ("text",)

    class Meta:
        icon = "warning"
        group = base.TEXT
        label = _("Callout")
        description = _("A few sentences that should not be missed")
        template = "components/blocks/callout.html"
        preview_value = {"title": _("Remember"), "text": _("Call 112 in acute danger.")}


class FactBoxBlock(PicturedBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = FormattedTextBlock(label=_("Text"))
    image = LabelledImageBlock(label=_("Image"), required=False)

    needed = ("text",)

    class Meta:
        icon = "info-circle"
        group = base.TEXT
        label = _("Fact box")
        description = _("Background in a box of its own, with a picture if you like")
        template = "components/blocks/fact_box.html"
        preview_value = {
            "title": _("What is a neighbour arrangement?"),
            "text": _("<p>Two households keep <b>an eye on each other’s homes</b>.</p>"),
        }


class ChecklistBlock(ContentBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    points = blocks.ListBlock(blocks.CharBlock(max_length=240), label=_("Points"), min_num=1)

    needed = ("points",)

    class Meta:
        icon = "list-ul"
        group = base.ACTIONS
        label = _("Checklist")
        description = _("Things the reader can do, point by point")
        template = "components/blocks/checklist.html"
        preview_value = {
            "title": _("What you can do"),
            "points": [_("Lock the door."), _("Turn on a lamp.")],
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "items": base.filled_items(value["points"])}


class QuestionBlock(ContentBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = LinesBlock(label=_("Answer"))

    needed = ("question", "answer")

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionsBlock(ContentListBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(QuestionBlock(), **kwargs)

    class Meta:
        min_num = 1
        icon = "help"
        group = base.TEXT
        label = _("Questions and answers")
        description = _("Questions with answers that unfold")
        template = "components/blocks/questions.html"
        preview_value = [
            {"question": _("May I come alone?"), "answer": _("Yes, please do.")},
            {"question": _("Does it cost anything?"), "answer": _("No.")},
        ]


class AccordionItemBlock(ContentBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = FormattedTextBlock(label=_("Text"))

    needed = ("title", "text")

    class Meta:
        icon = "expand-right"
        label = _("Section")


class AccordionBlock(ContentListBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(AccordionItemBlock(), **kwargs)

    class Meta:
        min_num = 1
        icon = "expand-right"
        group = base.TEXT
        label = _("Accordion")
        description = _("Longer sections that unfold, with lists and links")
        template = "components/blocks/accordion.html"
        preview_value = [
            {
                "title": _("Doors and windows"),
                "text": _("<p>Lock them, also when you are at home.</p>"),
            },
            {"title": _("Light"), "text": _("<p>Turn on a lamp.</p>")},
        ]


class ButtonBlock(ContentBlock):
    label = blocks.CharBlock(
        label=_("Text on the button"), max_length=60, help_text=_("“Find an event near you”")
    )
    page = PageChoice(label=_("A page of this site"), required=False)
    url = LinkBlock(label=_("Or another website"), required=False)
    note = blocks.CharBlock(
        label=_("Note"), required=False, max_length=160, help_text=_("A line under the button.")
    )

    needed = ("label",)

    class Meta:
        icon = "pick"
        group = base.ACTIONS
        label = _("Call to action")
        description = _("A button that leads to the next step")
        template = "components/blocks/button.html"
        preview_value = {
            "label": _("Find an event near you"),
            "url": "https://example.org/",
            "note": _("It takes two minutes."),
        }

    def is_complete(self, value: Any) -> bool:
        return super().is_complete(value) and bool(url_of_choice(value))

    def clean(self, value: Any) -> Any:
        """Require one of the two places that a button can lead to."""
        cleaned = super().clean(value)
        chosen = [
            name for name in ("page", "url") if is_filled(self.child_blocks[name], cleaned[name])
        ]
        if len(chosen) > 1 or not (chosen or self.is_deferred_validation):
            error = ValidationError(_("Choose a page or enter the address of a website, not both."))
            raise blocks.StructBlockValidationError(block_errors={"url": error})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "url": url_of_choice(value), "is_elsewhere": value.get("page") is None}
