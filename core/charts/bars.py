"""Bar charts: a bar for each number, below the name of its row, with the number at its end."""

import textwrap
from decimal import Decimal

from core.charts.numbers import with_unit
from core.charts.svg import CHARACTER, NARROWEST, Svg, width_of
from core.charts.table import Table

_LINE, _BAR, _GAP = 1.35, 1.05, 0.35
_LETTERS = int(NARROWEST / CHARACTER)


def draw_bars(table: Table, unit: str) -> tuple[Svg, float]:
    """Return the drawing, and its height in em."""
    numbers = list(table.numbers())
    low, high = min(*numbers, Decimal(0)), max(*numbers, Decimal(0))
    span = (high - low) or Decimal(1)
    labels = max(len(with_unit(number, unit)) for number in numbers)
    room = 100 - min(55.0, width_of("0" * labels) + 5)
    zero = float(-low / span) * room
    drawing, y = Svg(), 0.0
    for row in table.rows:
        y = write_name(drawing, row.name, y)
        for series, number in enumerate(row.numbers):
            if number is None:
                drawing.text(zero, y + 0.85, "–", dx=0.4)
                y += _BAR + _GAP
                continue
            length = float(abs(number) / span) * room
            drawing.bar(zero - length if number < 0 else zero, y, length, _BAR, series)
            end = max(zero, zero + length if number > 0 else zero)
            drawing.text(end, y + 0.85, with_unit(number, unit), dx=0.4)
            drawing.rule(zero, y - 0.1, zero, y + _BAR + 0.1)
            y += _BAR + _GAP
        y += _GAP
    return drawing, y


def draw_shares(table: Table, unit: str) -> tuple[Svg, float]:
    """Draw each number as a part of the frame that its column fills. See `draw_bars`."""
    room = 100 - width_of("0" * 7)
    totals = [sum((n for n in table.column(i) if n), Decimal(0)) for i in range(len(table.columns))]
    drawing, y = Svg(), 0.0
    for row in table.rows:
        y = write_name(drawing, row.name, y)
        for series, number in enumerate(row.numbers):
            if number is None or not totals[series]:
                continue
            drawing.frame(0, y, room, _BAR)
            drawing.bar(0, y, float(number / totals[series]) * room, _BAR, series)
            drawing.text(room, y + 0.85, share_text(number, totals[series]), dx=0.4)
            y += _BAR + _GAP
        y += _GAP
    return drawing, y


def share_text(number: Decimal, total: Decimal) -> str:
    """Write a part of a whole in per cent: as it was typed if they add up to 100."""
    if total == 100:
        return with_unit(number, "%")
    share = number * 100 / total
    if 0 < share < Decimal("0.5"):
        return f"<{with_unit(Decimal(1), '%')}"
    return with_unit(share, "%", 0)


def write_name(drawing: Svg, name: str, y: float) -> float:
    """Write the name of a row from `y` on, in lines that fit; return where it ends."""
    for line in textwrap.wrap(name, _LETTERS):
        drawing.text(0, y + 0.95, line)
        y += _LINE
    return y
