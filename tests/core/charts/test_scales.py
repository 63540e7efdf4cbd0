"""The ticks of an axis cover the data, in steps that people count in."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.charts.scales import scale_of

NUMBERS = st.one_of(
    st.integers(-(10**11), 10**11).map(Decimal),
    st.decimals(min_value=-1000, max_value=1000, places=6),
    st.decimals(min_value="0.000001", max_value="0.001", places=6),
)


@given(st.lists(NUMBERS, max_size=20), st.booleans())
@example([], True)
@example([Decimal(0)], False)
@example([Decimal(7)] * 3, False)
@example([Decimal(-7)], True)
@example([Decimal("99.999999"), Decimal(100)], False)
@example([Decimal("-0.000001"), Decimal(10**11)], False)
def test_ticks_cover_the_data(values, from_zero):
    scale = scale_of(values, from_zero=from_zero)

    assert all(scale.low <= value <= scale.high for value in values)
    assert all(0 <= scale.position(value) <= 1 for value in values)
    step, *others = {b - a for a, b in zip(scale.ticks, scale.ticks[1:], strict=False)}
    assert not others
    assert step == scale.step
    assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}
    assert (scale.ticks[0], scale.ticks[-1]) == (scale.low, scale.high)
    assert 2 <= len(scale.ticks) <= 7
    assert all(tick == round(tick, scale.decimals) for tick in scale.ticks)
    if from_zero and values:
        assert scale.low <= 0 <= scale.high


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 70], [0, 20, 40, 60, 80]),
        ([3], [0, 1, 2, 3]),
        ([-30, 10], [-30, -20, -10, 0, 10]),
        ([], [0, 0.5, 1]),
    ],
)
def test_ticks(values, ticks):
    assert scale_of(map(Decimal, values)).ticks == ticks


def test_lines_that_lie_close_together_leave_the_zero_out():
    close = [Decimal(990), Decimal(1010)]
    assert scale_of(close, from_zero=False).low > 900
    assert scale_of(close).low == 0
    assert scale_of([Decimal(10), Decimal(1010)], from_zero=False).low == 0
