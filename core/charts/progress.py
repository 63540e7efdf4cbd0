"""How far a figure is from where it began to its target."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.charts.numbers import with_unit
from core.charts.svg import Svg


@dataclass(frozen=True, slots=True)
class Progress:
    """A target can lie above the baseline or below it."""

    value: Decimal
    target: Decimal
    baseline: Decimal = Decimal(0)

    @property
    def share(self) -> Decimal:
        """The part of the way that is done, from 0 to 1."""
        way = self.target - self.baseline
        if not way:
            return Decimal(self.value == self.target)
        return min(max((self.value - self.baseline) / way, Decimal(0)), Decimal(1))

    @property
    def is_reached(self) -> bool:
        return self.share == 1

    @property
    def text(self) -> str:
        if self.is_reached:
            return gettext("The target is reached.")
        # Rounded down: 99.6% is not all of the way.
        done = (self.share * 100).to_integral_value(ROUND_FLOOR)
        return gettext("%(share)s of the way to the target.") % {"share": with_unit(done, "%")}

    @property
    def svg(self) -> SafeString:
        drawing = Svg()
        drawing.frame(0, 0.1, 100, 0.8)
        drawing.bar(0, 0.1, float(self.share) * 100, 0.8)
        return drawing.render(1, self.text)
