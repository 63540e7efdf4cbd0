"""A block for a figure with its meaning and source."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class FigureBlock(blocks.StructBlock):
    """A figure. The source is required, so that readers can check the fact."""

    prefix = blocks.CharBlock(
        label=_("Text before the figure"),
        required=False,
        max_length=30,
        help_text=_("“over”, “about”"),
    )
    value = blocks.CharBlock(label=_("Figure"), max_length=20)
    label = blocks.CharBlock(label=_("What the figure means"), max_length=160)
    source = blocks.CharBlock(label=_("Source"), max_length=200)

    class Meta:
        icon = "order"
        label = _("Figure")
