"""Line charts, and the small ones of which there is one for each row."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from core.charts.numbers import with_unit
from core.charts.scales import Scale
from core.charts.svg import CHARACTER, NARROWEST, Svg, width_of
from core.charts.table import Numbers, Row, Table

# In em.
_TOP, _HEIGHT, _BOTTOM, _APART = 0.8, 14.0, 2.0, 1.25
_SMALL_TOP, _SMALL_HEIGHT = 0.6, 4.5
# More marks would hide their line.
_MOST_MARKS = 16

Points = list[tuple[float, float]]


def draw_lines(table: Table, unit: str, scale: Scale) -> tuple[Svg, float]:
    """Return the drawing, and its height in em."""
    total = _TOP + _HEIGHT + _BOTTOM
    labels = [with_unit(tick, unit, scale.decimals) for tick in scale.ticks]
    left = min(35.0, width_of(max(labels, key=len)) + 4)
    ends = [with_unit(n, unit) for n in table.rows[-1].numbers if n is not None]
    right = 100 - min(35.0, width_of(max(ends, key=len, default="")) + 6)
    drawing = Svg()

    def y(number: Decimal) -> float:
        return _TOP + (1 - scale.position(number)) * _HEIGHT

    for tick, label in zip(scale.ticks, labels, strict=True):
        drawing.rule(left, y(tick), right, y(tick), faint=bool(tick))
        drawing.text(left, y(tick) + 0.35, label, anchor="end", dx=-0.5)
    names = [row.name for row in table.rows]
    xs = [left + (right - left) * index / max(1, len(names) - 1) for index in range(len(names))]
    _write_names(drawing, names, xs, total - 0.5)
    last: list[tuple[float, str]] = []
    for series in range(len(table.columns)):
        numbers = table.column(series)
        points = [(x, y(n)) if n is not None else None for x, n in zip(xs, numbers, strict=True)]
        for run in _runs(points):
            drawing.line(run, total, series)
            for index, (x, height) in enumerate(run):
                if index in (0, len(run) - 1) or len(xs) <= _MOST_MARKS:
                    drawing.mark(x, height, series)
        number = numbers[-1]
        if number is not None:
            last.append((y(number), with_unit(number, unit)))
    for height, text in _spread(last):
        drawing.text(right, height + 0.35, text, dx=0.7)
    return drawing, total


def draw_small(row: Row, columns: Sequence[str], unit: str, scale: Scale) -> tuple[Svg, float]:
    """Draw the numbers of one row. All rows take the same scale, so that they compare."""
    drawing, bottom = Svg(), _SMALL_TOP + _SMALL_HEIGHT

    def y(number: Decimal) -> float:
        return _SMALL_TOP + (1 - scale.position(number)) * _SMALL_HEIGHT

    drawing.rule(0, y(scale.low), 100, y(scale.low))
    drawing.rule(0, y(scale.high), 100, y(scale.high), faint=True)
    xs = [4 + 92 * index / max(1, len(columns) - 1) for index in range(len(columns))]
    points = [(x, y(n)) if n is not None else None for x, n in zip(xs, row.numbers, strict=True)]
    for run in _runs(points):
        drawing.line(run, bottom + 3)
        for x, height in {run[0], run[-1]}:
            drawing.mark(x, height)
    for place, anchor, x in ((0, "start", 0.0), (-1, "end", 100.0)):
        number = row.numbers[place]
        drawing.text(x, bottom + 1.2, _shorten(columns[place], 9), anchor=anchor)
        if number is not None:
            drawing.text(x, bottom + 2.5, with_unit(number, unit), anchor=anchor)
    return drawing, bottom + 3


def first_and_last(numbers: Numbers) -> tuple[Decimal, Decimal] | None:
    """Return the first and the last number that is there."""
    given = [number for number in numbers if number is not None]
    return (given[0], given[-1]) if given else None


def _runs(points: Sequence[tuple[float, float] | None]) -> Iterator[Points]:
    """Split at missing points, so that a line has a gap there."""
    for is_missing, run in groupby(points, key=lambda point: point is None):
        if not is_missing:
            yield [point for point in run if point is not None]


def _write_names(drawing: Svg, names: list[str], xs: list[float], y: float) -> None:
    """Write as many names below the axis as fit; the first and the last always."""
    room = (xs[-1] - xs[0]) / 100 * NARROWEST / CHARACTER
    longest = max(map(len, names))
    fitting = max(2, int(room // (longest + 2)))
    every = max(1, -(-(len(names) - 1) // (fitting - 1)))
    end = len(names) - 1
    for index in range(0, len(names), every):
        if 0 < end - index < every:
            continue
        anchor = "start" if index == 0 else "end" if index == end else "middle"
        drawing.text(xs[index], y, _shorten(names[index], int(room / 2)), anchor=anchor)
    if end % every:
        drawing.text(xs[end], y, _shorten(names[end], int(room / 2)), anchor="end")


def _spread(labels: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Move labels that would overlap down, and the lot up again if it leaves the drawing."""
    placed: list[tuple[float, str]] = []
    for height, text in sorted(labels):
        at = max(height, placed[-1][0] + _APART) if placed else height
        placed.append((at, text))
    below = max(0.0, placed[-1][0] - (_TOP + _HEIGHT)) if placed else 0.0
    return [(height - below, text) for height, text in placed]


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: max(1, most - 1)].rstrip()}…"
