"""Sign-ups by date of an event, and by theme and area."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.filters import WagtailFilterSet

from core.areas import all_areas
from core.charts.chart import Chart, Kind
from core.charts.table import Row, Table
from core.themes import localized_themes
from desk.dashboard import audience
from desk.event_rows import EventRow, event_rows
from desk.filters import area_filter, choice_filter, period_filter, theme_filter, with_area
from desk.reports.base import DeskReport, LinkColumn, MomentColumn, ReportColumn
from desk.reports.small_numbers import FEWER, WITHHELD, without_small
from events.models import Occurrence, SignUp
from events.organisers.permissions import events_of
from residents.models import User

_HOLDING = Q(signups__status__in=SignUp.HOLDING)
# What is counted of the sign-ups of a date, or of several.
_COUNTS = {
    "parties": Count("signups", filter=_HOLDING),
    "people": Coalesce(Sum("signups__party_size", filter=_HOLDING), 0),
    "newcomers": Coalesce(
        Sum("signups__party_size", filter=_HOLDING & Q(signups__is_newcomer=True)), 0
    ),
    "waiting": Coalesce(
        Sum("signups__party_size", filter=Q(signups__status=SignUp.Status.WAITING)), 0
    ),
    "cancelled": Count("signups", filter=Q(signups__status=SignUp.Status.CANCELLED)),
    "came": Coalesce(Sum("signups__arrived"), 0),
}


def may_view(user: User) -> bool:
    """Return whether `user` may see the reports on sign-ups, which are of their own events."""
    return audience.edits_pages(user) or bool(user.partner_ids)


def _own_dates(user: User) -> "QuerySet[Occurrence]":
    return Occurrence.objects.filter(
        event__in=events_of(user), event__is_published=True, event__has_signup=True
    )


# That of the event, but for a date at a venue of its own.
_AREA_OF_VENUE = Case(When(has_own_venue=True, then=F("own_area")), default=F("event__area"))


class SignUpFilterSet(WagtailFilterSet):
    theme = theme_filter("event__theme")
    area = area_filter(method="with_area")
    with_area = with_area
    starts_at = period_filter("starts_at")

    class Meta:
        model = Occurrence
        fields: tuple[str, ...] = ()


class SignUpReport(DeskReport):
    """A row for each date of the events that the user organises, with exact numbers."""

    name = "sign-ups"
    page_title = gettext_lazy("Sign-ups by date")
    header_icon = "group"
    index_url_name = "desk_signups"
    index_results_url_name = "desk_signups_results"
    filterset_class = SignUpFilterSet
    may_view = staticmethod(may_view)

    def get_base_queryset(self) -> "QuerySet[Occurrence]":
        dates = _own_dates(self.request.user).for_listing()  # type: ignore[attr-defined]
        return dates.annotate(**_COUNTS).order_by("-starts_at", "-pk")

    def rows(self, found: Sequence[Any]) -> list[EventRow]:
        return event_rows(found, self.request.user)

    def report_columns(self) -> list[ReportColumn | LinkColumn]:
        return [
            MomentColumn("date", _("Date"), lambda row: row.occurrence.starts_at),
            LinkColumn(
                "event", _("Event"), lambda row: row.entry.title, lambda row: row.signups_url
            ),
            ReportColumn("theme", _("Theme"), lambda row: row.entry.theme and row.entry.theme.name),
            ReportColumn("area", _("Area"), lambda row: row.occurrence.area_name),
            ReportColumn("status", _("Status"), lambda row: row.occurrence.get_status_display()),
            ReportColumn("seats", _("Places"), lambda row: row.occurrence.capacity),
            *_count_columns(lambda row, name: getattr(row.occurrence, name)),
        ]


def _count_columns(get: Any) -> list[ReportColumn]:
    labels = {
        "parties": _("Sign-ups"),
        "people": _("People"),
        "newcomers": _("New here"),
        "waiting": _("On the waiting list"),
        "cancelled": pgettext("sign-ups", "Cancelled"),
        "came": _("Came"),
    }

    def column(name: str, label: str) -> ReportColumn:
        return ReportColumn(name, label, lambda row: get(row, name))

    return [column(name, label) for name, label in labels.items()]


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of one theme or area. A number can be `FEWER` or `WITHHELD`."""

    name: str
    dates: int
    counts: dict[str, int | str]


class ParticipationFilterSet(WagtailFilterSet):
    by = choice_filter(gettext_lazy("Rows"), [("area", gettext_lazy("By area"))], "unchanged")
    starts_at = period_filter("starts_at")

    class Meta:
        model = Occurrence
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["by"].extra["empty_label"] = _("By theme")

    def unchanged(
        self, dates: "QuerySet[Occurrence]", name: str, value: str
    ) -> "QuerySet[Occurrence]":
        """Keep all dates: the choice is how they are grouped."""
        return dates


class ParticipationReport(DeskReport):
    """A row for each theme, or for each area, without numbers that are too small to pass on."""

    name = "participation"
    page_title = gettext_lazy("Sign-ups by theme and area")
    header_icon = "group"
    index_url_name = "desk_participation"
    index_results_url_name = "desk_participation_results"
    filterset_class = ParticipationFilterSet
    note = gettext_lazy(
        "Numbers of people under 5 are not given, so that you can pass the report on. If one of"
        " them could be worked out from the rest, another number is left out, too."
    )
    may_view = staticmethod(may_view)

    @property
    def is_by_area(self) -> bool:
        filters = self.filters
        return bool(
            filters and filters.is_valid() and filters.form.cleaned_data.get("by") == "area"
        )

    def get_queryset(self) -> list[Group]:
        """Return the groups. Two queries."""
        field = "area_of_venue" if self.is_by_area else "event__theme"
        dates = self.filter_queryset(_own_dates(self.request.user)).order_by()
        if self.is_by_area:
            dates = dates.annotate(area_of_venue=_AREA_OF_VENUE)
        held = dict(dates.values_list(field).annotate(Count("pk")))
        counted = {row[field]: row for row in dates.values(field).annotate(**_COUNTS)}
        names = self._names()
        columns = {
            name: without_small(
                {str(pk): (counted[pk][name] or 0) if pk in counted else 0 for pk in names}
            )
            for name in _COUNTS
        }
        return [
            Group(
                label,
                held.get(pk, 0),
                {name: columns[name][str(pk)] for name in _COUNTS},
            )
            for pk, label in names.items()
        ]

    def _names(self) -> dict[int | None, str]:
        """Return the names of the rows by primary key."""
        if self.is_by_area:
            return {area.pk: area.name for area in all_areas()} | {None: _("No area")}
        return {theme.id: theme.name for theme in localized_themes()}

    def report_columns(self) -> list[ReportColumn | LinkColumn]:
        label = _("Area") if self.is_by_area else _("Theme")
        return [
            ReportColumn("name", label, lambda row: row.name),
            ReportColumn("dates", _("Dates"), lambda row: row.dates),
            *_count_columns(lambda row, name: in_words(row.counts[name])),
        ]

    def chart(self, found: list[Group]) -> Chart | None:
        title = _("People by area") if self.is_by_area else _("People by theme")
        rows = tuple(Row(group.name, (number(group.counts["people"]),)) for group in found[:20])
        return Chart(Kind.BARS.value, title, Table(columns=(_("People"),), rows=rows))


def in_words(count: int | str) -> int | str:
    """Return a number, or what is said in its place."""
    if count == FEWER:
        return _("fewer than %(number)d") % {"number": 5}
    return _("not given") if count == WITHHELD else count


def number(count: int | str) -> Decimal | None:
    """Return a number for a chart; None for one that is not given."""
    return None if isinstance(count, str) else Decimal(count)
