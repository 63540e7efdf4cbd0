"""How many follow each theme."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from core.charts.chart import Chart, Kind
from core.charts.table import Row, Table
from core.themes import localized_themes
from desk.dashboard import audience
from desk.filters import period_filter
from desk.reports.base import DeskReport, LinkColumn, ReportColumn
from desk.reports.signups import in_words, number
from desk.reports.small_numbers import without_small
from notifications.models import Subscription
from notifications.notices import topics


@dataclass(frozen=True, slots=True)
class Followed:
    """A theme with the number of its followers."""

    name: str
    followers: int | str


class FollowerFilterSet(WagtailFilterSet):
    created_at = period_filter("created_at", gettext_lazy("Follows since"))

    class Meta:
        model = Subscription
        fields: tuple[str, ...] = ()


class FollowerReport(DeskReport):
    """A row for each theme. With a period: those who began to follow it then, and still do."""

    name = "followers"
    page_title = gettext_lazy("Followers by theme")
    header_icon = "user"
    index_url_name = "desk_followers"
    index_results_url_name = "desk_followers_results"
    filterset_class = FollowerFilterSet
    note = gettext_lazy("Numbers under 5 are not given.")
    may_view = staticmethod(audience.sees_the_site_in_numbers)

    def get_queryset(self) -> list[Followed]:
        """Return the themes. One query."""
        themes = {topics.theme(theme.id): theme.name for theme in localized_themes()}
        follows: QuerySet[Subscription] = self.filter_queryset(
            Subscription.objects.filter(topic__in=themes, mode=Subscription.Mode.FOLLOW)
        )
        counts: dict[str, Any] = dict.fromkeys(themes, 0)
        counts |= dict(follows.order_by().values_list("topic").annotate(Count("pk")))
        return [Followed(themes[topic], count) for topic, count in without_small(counts).items()]

    def report_columns(self) -> list[ReportColumn | LinkColumn]:
        return [
            ReportColumn("theme", _("Theme"), lambda row: row.name),
            ReportColumn("followers", _("Followers"), lambda row: in_words(row.followers)),
        ]

    def chart(self, found: list[Followed]) -> Chart | None:
        rows = tuple(Row(theme.name, (number(theme.followers),)) for theme in found[:20])
        table = Table(columns=(_("Followers"),), rows=rows)
        return Chart(Kind.BARS.value, str(self.page_title), table)
