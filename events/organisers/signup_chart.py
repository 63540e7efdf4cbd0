"""Sign-ups over time: the rows of a table, and the geometry of a line chart.

It reads numbers only, so anonymised sign-ups give the same chart.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from events.models import Occurrence, SignUp

# From this many days on, rows are weeks.
MOST_ROWS = 60
# Units of the SVG's viewBox.
WIDTH, HEIGHT = 640, 240
# Margins for the labels of both axes.
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 14, 32


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """Numbers of people on one day, or in the week that begins on `day`."""

    day: datetime.date
    signed_up: int
    ended: int
    # Signed up or on the waiting list at the end of the day or week.
    total: int


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """The value of a label and its coordinate on the axis."""

    at: float
    value: int | datetime.date


@dataclass(frozen=True, slots=True)
class Chart:
    """A line chart in viewBox units, as `templates/events/organisers/_chart.html` draws it."""

    # Points of the polyline and of the polygon below it, as SVG writes them.
    line: str
    area: str
    # The y coordinate of the capacity; None if it is not drawn.
    capacity_y: float | None
    y_labels: list[AxisLabel]
    x_labels: list[AxisLabel]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM


def chart_points(occurrence: Occurrence) -> list[ChartPoint]:
    """Return a point for each day, or for each week of a long period. One query.

    Sign-ups that were never confirmed do not count.
    """
    signed_up: Counter[datetime.date] = Counter()
    ended: Counter[datetime.date] = Counter()
    rows = occurrence.signups.exclude(status=SignUp.Status.EXPIRED)
    for created_at, ended_at, size in rows.values_list("created_at", "ended_at", "party_size"):
        signed_up[timezone.localdate(created_at)] += size
        if ended_at is not None:
            ended[timezone.localdate(ended_at)] += size
    if not signed_up:
        return []
    first, last = min(signed_up), max([*signed_up, *ended])
    by_weeks = (last - first).days >= MOST_ROWS
    if by_weeks:
        signed_up, ended = _by_week(signed_up), _by_week(ended)
        first -= datetime.timedelta(days=first.weekday())
    interval = datetime.timedelta(days=7 if by_weeks else 1)
    points, total, day = [], 0, first
    while day <= last:
        total += signed_up[day] - ended[day]
        points.append(ChartPoint(day, signed_up[day], ended[day], total))
        day += interval
    return points


def _by_week(by_day: Counter[datetime.date]) -> Counter[datetime.date]:
    """Sum the days of each week under its Monday."""
    weeks: Counter[datetime.date] = Counter()
    for day, people in by_day.items():
        weeks[day - datetime.timedelta(days=day.weekday())] += people
    return weeks


def chart(points: list[ChartPoint], capacity: int | None) -> Chart | None:
    """Return the chart of the totals; None for fewer than two points."""
    if len(points) < 2:
        return None
    highest = max(point.total for point in points)
    # A capacity far above the line would flatten it.
    shown_capacity = capacity if capacity and capacity <= 4 * max(highest, 1) else None
    unit = _axis_unit(max(highest, shown_capacity or 0, 1))
    top = unit * -(-max(highest, shown_capacity or 0, 1) // unit)
    bottom, plot_width = HEIGHT - _BOTTOM, WIDTH - _LEFT - _RIGHT

    def x(index: int) -> float:
        return round(_LEFT + plot_width * index / (len(points) - 1), 1)

    def y(people: int) -> float:
        return round(bottom - (bottom - _TOP) * people / top, 1)

    coordinates = [f"{x(index)},{y(point.total)}" for index, point in enumerate(points)]
    label_step = max(1, -(-(len(points) - 1) // 4))
    return Chart(
        line=" ".join(coordinates),
        area=" ".join([f"{x(0)},{bottom}", *coordinates, f"{x(len(points) - 1)},{bottom}"]),
        capacity_y=y(shown_capacity) if shown_capacity else None,
        y_labels=[AxisLabel(y(number), number) for number in range(0, top + 1, unit)],
        x_labels=[
            AxisLabel(x(index), points[index].day) for index in range(0, len(points), label_step)
        ],
    )


def _axis_unit(highest: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, … that reaches `highest` in at most five steps."""
    magnitude = 1
    while True:
        for unit in (magnitude, 2 * magnitude, 5 * magnitude):
            if unit * 5 >= highest:
                return unit
        magnitude *= 10
