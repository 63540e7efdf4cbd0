"""Sign-ups, posts, new neighbours and pledges over twelve weeks."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from campaigns.models import Pledge
from core.caching.held_values import HeldValues
from core.charts.chart import Chart, Kind
from core.charts.table import Row, Table
from desk.dashboard import audience
from events.models import SignUp
from forum.models import Post
from residents.models import User

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted, by which time of it, and for whom."""

    name: str | Promise
    rows: Callable[[], "QuerySet[Any]"]
    field: str
    is_for: Callable[[User], bool]


SERIES = (
    Series(
        gettext_lazy("Sign-ups"),
        lambda: SignUp.objects.exclude(status=SignUp.Status.EXPIRED),
        "created_at",
        audience.edits_the_site,
    ),
    Series(
        gettext_lazy("Posts"),
        lambda: Post.objects.filter(is_hidden=False),
        "created_at",
        audience.sees_the_site_in_numbers,
    ),
    Series(
        gettext_lazy("New neighbours"),
        lambda: User.objects.filter(is_active=True),
        "date_joined",
        audience.sees_the_site_in_numbers,
    ),
    Series(
        gettext_lazy("Pledges"),
        Pledge.objects.given,
        "given_at",
        audience.edits_the_site,
    ),
)


@dataclass(frozen=True, slots=True)
class WeeklyNumbers:
    """The numbers of one series: by week, the earliest first."""

    name: str
    by_week: list[int]
    svg: SafeString

    @property
    def total(self) -> int:
        return sum(self.by_week)


_series: HeldValues[WeeklyNumbers] = HeldValues(most=50)


def weeks(today: datetime.date | None = None) -> list[datetime.date]:
    """Return the Mondays of the last twelve weeks, that of today's week last."""
    today = today or timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday())
    return [monday - datetime.timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def week_name(monday: datetime.date) -> str:
    """Return the number of a week, as people say it."""
    return _("Week %(number)d") % {"number": monday.isocalendar().week}


def numbers_for(user: User) -> list[WeeklyNumbers]:
    """Return the series that `user` may see. At most one query for each."""
    mondays = weeks()
    return [
        _series.get((number, mondays[0], get_language()), partial(_compute, series, mondays))
        for number, series in enumerate(SERIES)
        if series.is_for(user)
    ]


def table_of(numbers: list[WeeklyNumbers]) -> list[tuple[datetime.date, str, list[int]]]:
    """Return the rows of the table: the Monday, the name of the week, and a number a series."""
    return [
        (monday, week_name(monday), [each.by_week[index] for each in numbers])
        for index, monday in enumerate(weeks())
    ]


def _compute(series: Series, mondays: list[datetime.date]) -> WeeklyNumbers:
    counts = _count(series, mondays[0])
    by_week = [counts.get(monday, 0) for monday in mondays]
    return WeeklyNumbers(str(series.name), by_week, _draw(series, mondays, by_week))


def _count(series: Series, since: datetime.date) -> Mapping[datetime.date, int]:
    start = timezone.make_aware(datetime.datetime.combine(since, datetime.time()))
    rows = (
        series.rows()
        .filter(**{f"{series.field}__gte": start})
        .order_by()
        .annotate(week=TruncWeek(series.field))
        .values_list("week")
        .annotate(Count("pk"))
    )
    return {timezone.localtime(week).date(): count for week, count in rows}


def _draw(series: Series, mondays: list[datetime.date], by_week: list[int]) -> SafeString:
    table = Table(
        columns=tuple(week_name(monday) for monday in mondays),
        rows=(Row(str(series.name), tuple(map(Decimal, by_week))),),
    )
    title = _("%(name)s by week") % {"name": series.name}
    return Chart(Kind.PANELS.value, title, table).drawings[0].svg
