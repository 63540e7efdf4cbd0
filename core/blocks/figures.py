"""Figures: a number, what it says, and where it comes from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class FigureBlock(blocks.StructBlock):
    """One figure. Without a source it is not shown to readers as a fact, so one is required."""

    prefix = blocks.CharBlock(
        label=_("Words before"), required=False, max_length=30, help_text=_("“over”, “about”")
    )
    value = blocks.CharBlock(label=_("Figure"), max_length=20)
    label = blocks.CharBlock(label=_("What the figure means"), max_length=160)
    source = blocks.CharBlock(label=_("Source"), max_length=200)

    class Meta:
        icon = "order"
        label = _("Figure")
