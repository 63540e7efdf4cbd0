"""How sign-ups came in over time: numbers for a table, and a drawing of them.

Only numbers are looked at, so that it is the same when it is forgotten who came.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from events.models import Occurrence, SignUp

# Longer than this is counted by weeks: a table of more rows is read by nobody.
MOST_ROWS = 60
WIDTH, HEIGHT = 640, 240
# Room for the numbers at the side and the dates below.
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 14, 32


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """What happened on one day, or in the week that begins then: numbers of people."""

    day: datetime.date
    signed_up: int
    ended: int
    # Signed up or waiting at the end of it.
    standing: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A number or a date beside the drawing, and where it stands."""

    at: float
    value: int | datetime.date


@dataclass(frozen=True, slots=True)
class Chart:
    """A line over time as the template draws it, in units of the drawing."""

    line: str
    area: str
    seats: float | None
    numbers: list[Mark]
    dates: list[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM


def chart_points(occurrence: Occurrence) -> list[ChartPoint]:
    """Return what happened day by day, or week by week if it took long. One query.

    Who never confirmed is left out.
    """
    came: Counter[datetime.date] = Counter()
    went: Counter[datetime.date] = Counter()
    rows = occurrence.signups.exclude(status=SignUp.Status.EXPIRED)
    for created_at, ended_at, size in rows.values_list("created_at", "ended_at", "party_size"):
        came[timezone.localdate(created_at)] += size
        if ended_at is not None:
            went[timezone.localdate(ended_at)] += size
    if not came:
        return []
    first, last = min(came), max([*came, *went])
    by_weeks = (last - first).days >= MOST_ROWS
    if by_weeks:
        came, went = _weekly(came), _weekly(went)
        first -= datetime.timedelta(days=first.weekday())
    stride = datetime.timedelta(days=7 if by_weeks else 1)
    found, standing, day = [], 0, first
    while day <= last:
        standing += came[day] - went[day]
        found.append(ChartPoint(day, came[day], went[day], standing))
        day += stride
    return found


def _weekly(by_day: Counter[datetime.date]) -> Counter[datetime.date]:
    weeks: Counter[datetime.date] = Counter()
    for day, people in by_day.items():
        weeks[day - datetime.timedelta(days=day.weekday())] += people
    return weeks


def chart(found: list[ChartPoint], capacity: int | None) -> Chart | None:
    """Return the line of those signed up; None if there are too few days for one."""
    if len(found) < 2:
        return None
    most = max(step.standing for step in found)
    # Seats far beyond the line would press it flat.
    shown_seats = capacity if capacity and capacity <= 4 * max(most, 1) else None
    unit = _unit(max(most, shown_seats or 0, 1))
    top = unit * -(-max(most, shown_seats or 0, 1) // unit)
    bottom, wide = HEIGHT - _BOTTOM, WIDTH - _LEFT - _RIGHT

    def x(index: int) -> float:
        return round(_LEFT + wide * index / (len(found) - 1), 1)

    def y(people: int) -> float:
        return round(bottom - (bottom - _TOP) * people / top, 1)

    points = [f"{x(index)},{y(step.standing)}" for index, step in enumerate(found)]
    every = max(1, -(-(len(found) - 1) // 4))
    return Chart(
        line=" ".join(points),
        area=" ".join([f"{x(0)},{bottom}", *points, f"{x(len(found) - 1)},{bottom}"]),
        seats=y(shown_seats) if shown_seats else None,
        numbers=[Mark(y(number), number) for number in range(0, top + 1, unit)],
        dates=[Mark(x(index), found[index].day) for index in range(0, len(found), every)],
    )


def _unit(most: int) -> int:
    """Return a round number, such that about four of it reach `most`."""
    size = 1
    while True:
        for unit in (size, 2 * size, 5 * size):
            if unit * 5 >= most:
                return unit
        size *= 10
