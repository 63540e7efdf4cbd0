"""Callout, checklist and question blocks."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.translatable_lines import LinesBlock


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = LinesBlock(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        description = _("A few sentences that should not be missed")
        template = "components/blocks/callout.html"
        preview_value = {"title": "Remember", "text": "Call 112 in acute danger."}


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    points = blocks.ListBlock(blocks.CharBlock(max_length=240), label=_("Points"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Checklist")
        description = _("Things the reader can do, point by point")
        template = "components/blocks/checklist.html"
        preview_value = {"title": "What you can do", "points": ["Lock the door."]}


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = LinesBlock(label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")
