"""Blocks of things in order: steps and timeline."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import base
from core.blocks.base import ContentBlock, TitledListBlock
from core.translatable_lines import LinesBlock


class StepBlock(ContentBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = LinesBlock(label=_("Text"), required=False)

    needed = ("title",)

    class Meta:
        icon = "arrow-right"
        label = _("Step")


class StepsBlock(TitledListBlock):
    entries = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1, max_num=20)

    class Meta:
        icon = "list-ol"
        group = base.ACTIONS
        label = _("Steps")
        description = _("How to do something, one numbered step after the other")
        template = "components/blocks/steps.html"
        preview_value = {
            "title": _("How to begin"),
            "entries": [
                {"title": _("Find a neighbour"), "text": _("Begin with the nearest door.")},
                {"title": _("Make an arrangement"), "text": ""},
            ],
        }


class TimelineEntryBlock(ContentBlock):
    when = blocks.CharBlock(
        label=_("When"), max_length=60, help_text=_("“2015”, “Autumn 2026” or “3 May 2026”")
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = LinesBlock(label=_("Text"), required=False)

    needed = ("when", "title")

    class Meta:
        icon = "date"
        label = _("Entry")


class TimelineBlock(TitledListBlock):
    entries = blocks.ListBlock(TimelineEntryBlock(), label=_("Entries"), min_num=1, max_num=40)

    class Meta:
        icon = "history"
        group = base.LISTS
        label = _("Timeline")
        description = _("What happened when, from the first to the last")
        template = "components/blocks/timeline.html"
        preview_value = {
            "title": _("How it went"),
            "entries": [
                {"when": "2015", "title": _("The campaign begins"), "text": ""},
                {"when": "2022", "title": _("The campaign ends"), "text": ""},
            ],
        }
