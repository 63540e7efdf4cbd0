"""The block of one update of a campaign. `campaigns.story` announces and lists what it says."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from core.blocks.base import filled_items
from core.blocks.figures import FigureBlock
from core.blocks.pictures import LabelledImageBlock, PicturedBlock
from core.translatable_lines import LinesBlock

MOST_UPDATES = 60
MOST_FIGURES = 4


class UpdateValue(blocks.StructValue):
    """An update as the timeline reads it."""

    @property
    def on(self) -> datetime.date | None:
        return self.get("date")

    @property
    def is_result(self) -> bool:
        return bool(self.get("is_result"))

    @property
    def figure_items(self) -> list[Any]:
        """The figures that are filled in."""
        return filled_items(self.get("figures"))


class UpdateBlock(PicturedBlock):
    """One update. Its id is the same in all languages, so it is announced once."""

    needed = ("date", "title")

    date = blocks.DateBlock(label=_("Date"))
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = LinesBlock(label=_("Text"), required=False, max_length=3000)
    is_result = blocks.BooleanBlock(
        label=_("This is a result"),
        required=False,
        help_text=_("Listed on the page of all results. Followers are asked if it answers them."),
    )
    image = LabelledImageBlock(label=_("Image"), required=False)
    figures = blocks.ListBlock(
        FigureBlock(), label=_("Figures"), required=False, default=[], max_num=MOST_FIGURES
    )

    class Meta:
        icon = "date"
        label = pgettext_lazy("what is new in a campaign", "Update")
        label_format = "{title}"
        description = _("What has happened, with its date")
        template = "campaigns/story/update.html"
        value_class = UpdateValue
        preview_value = {
            "date": datetime.date(2026, 5, 3),
            "title": _("The lights on the path are lit"),
            "text": _("All twelve work again."),
            "is_result": True,
            "figures": [],
        }

    def get_default(self) -> Any:
        """Return an empty update of today, as most are written on the day itself."""
        value = super().get_default()
        value["date"] = value.get("date") or timezone.localdate()
        return value

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned.get("date") and cleaned["date"] > timezone.localdate():
            late = _("An update says what has happened: the date cannot be in the future.")
            raise blocks.StructBlockValidationError({"date": ValidationError(late)})
        return cleaned


class UpdatesBlock(blocks.StreamBlock):
    """The updates of a campaign, in the order in which they were typed."""

    update = UpdateBlock()

    class Meta:
        max_num = MOST_UPDATES
