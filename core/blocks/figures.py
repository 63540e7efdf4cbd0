"""Blocks for figures with their meaning and source."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import base
from core.blocks.base import ContentBlock, ContentListBlock
from core.blocks.numbers import NumberBlock, NumberOrWordsBlock, PartialDateBlock, UnitBlock
from core.charts.numbers import Amount, with_unit
from core.charts.progress import Progress


class FigureValue(blocks.StructValue):
    """A figure as its template reads it. `value` itself can be words."""

    @property
    def amount(self) -> str:
        """The figure with a unit that belongs to it; "%"."""
        return self._text("value")

    @property
    def unit_after(self) -> str:
        """A unit of several letters, which is smaller than the figure."""
        unit = self.get("unit") or ""
        return "" if unit == "%" else unit

    @property
    def target_text(self) -> str:
        return self._text("target")

    @property
    def baseline_text(self) -> str:
        return self._text("baseline")

    @property
    def progress(self) -> Progress | None:
        """How far it is from the baseline, or from nothing, to the target; None without one."""
        value, target, baseline = (self.get(name) for name in ("value", "target", "baseline"))
        if not isinstance(value, Amount) or not isinstance(target, Amount):
            return None
        start = baseline.number if isinstance(baseline, Amount) else Decimal(0)
        return Progress(value.number, target.number, start)

    def _text(self, name: str) -> str:
        amount = self.get(name)
        if not isinstance(amount, Amount):
            return str(amount or "")
        unit = self.get("unit") or ""
        is_percent = unit == "%" or (not unit and self._is_percent)
        return with_unit(amount.number, "%" if is_percent else "")

    @property
    def _is_percent(self) -> bool:
        value = self.get("value")
        return isinstance(value, Amount) and value.is_percent


class FigureBlock(ContentBlock):
    """A figure. The source is required, so that readers can check the fact."""

    prefix = blocks.CharBlock(
        label=_("Text before the figure"),
        required=False,
        max_length=30,
        help_text=_("“over”, “about”"),
    )
    value = NumberOrWordsBlock(label=_("Figure"), max_length=20)
    unit = UnitBlock(
        label=_("Unit"),
        required=False,
        max_length=20,
        help_text=_("“%”, “km”, “people”"),
    )
    label = blocks.CharBlock(label=_("What the figure means"), max_length=160)
    baseline = NumberBlock(
        label=_("Baseline"),
        required=False,
        max_length=20,
        help_text=_("What it was before. Without one, progress counts from zero."),
    )
    target = NumberBlock(
        label=_("Target"),
        required=False,
        max_length=20,
        help_text=_("What you want to reach. A bar shows how far you are."),
    )
    date = PartialDateBlock(label=_("Date of the figure"), required=False)
    source = blocks.CharBlock(label=_("Source"), max_length=200)

    needed = ("value", "label")

    class Meta:
        icon = "order"
        label = _("Figure")
        value_class = FigureValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        target, baseline = cleaned.get("target"), cleaned.get("baseline")
        if target and not isinstance(cleaned.get("value"), Amount):
            needed = _("Give the figure as a number, so that it can be compared with the target.")
            raise blocks.StructBlockValidationError({"value": ValidationError(needed)})
        if target and baseline and target.number == baseline.number:
            same = _("The target must differ from the baseline.")
            raise blocks.StructBlockValidationError({"target": ValidationError(same)})
        return cleaned


class FiguresBlock(ContentListBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(FigureBlock(), **kwargs)

    class Meta:
        min_num = 1
        max_num = 4
        icon = "order"
        group = base.LISTS
        label = _("Figures")
        description = _("One to four figures, each with its source")
        template = "components/blocks/figures.html"
        preview_value = [
            {
                "prefix": "",
                "value": "3",
                "label": _("an invented figure"),
                "source": _("An example"),
            }
        ]
