"""Scales: which ticks an axis has, and where a value lies between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

# An axis has about as many steps.
_STEPS = 4
# Lines whose values differ by less than this share of the largest are drawn without the zero.
_LEAST_SPREAD = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Scale:
    """From the lowest to the highest tick. `step` is 1, 2 or 5 times a power of ten."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def ticks(self) -> list[Decimal]:
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * number for number in range(count + 1)]

    @property
    def decimals(self) -> int:
        """How many decimals the labels of the ticks need."""
        exponent = self.step.normalize().as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    def position(self, value: Decimal) -> float:
        """Return where `value` lies: 0 at the lowest tick, 1 at the highest."""
        return float((value - self.low) / (self.high - self.low))


def scale_of(values: Iterable[Decimal], *, from_zero: bool = True) -> Scale:
    """Return a scale that covers the values. An axis without values goes from 0 to 1.

    With `from_zero=False` it leaves the zero out if the values lie close together.
    """
    numbers = list(values) or [Decimal(0)]
    low, high = min(numbers), max(numbers)
    largest = max(abs(low), abs(high))
    if from_zero or low == high or high - low >= _LEAST_SPREAD * largest:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = low + 1
    step = _step_of((high - low) / _STEPS)
    return Scale(
        low=(low / step).to_integral_value(ROUND_FLOOR) * step,
        high=(high / step).to_integral_value(ROUND_CEILING) * step,
        step=step,
    )


def _step_of(least: Decimal) -> Decimal:
    """Return the smallest of 1, 2 and 5 times a power of ten that is at least `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
