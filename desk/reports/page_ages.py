"""Pages by age and owner."""

import datetime
from decimal import Decimal
from itertools import pairwise

import django_filters
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.coreutils import get_content_type_label
from wagtail.models import Page, get_page_content_types

from core.charts.chart import Chart, Kind
from core.charts.table import Row, Table
from desk.dashboard import audience
from desk.dashboard.waiting_pages import editable_pages
from desk.filters import choice_filter
from desk.reports.base import DeskReport, LinkColumn, MomentColumn, ReportColumn
from residents.models import User

# Days, and what is said of pages that were last changed longer ago.
AGES = {
    90: gettext_lazy("Over 3 months ago"),
    365: gettext_lazy("Over a year ago"),
    730: gettext_lazy("Over two years ago"),
}


def _owners(request: object) -> "QuerySet[User]":
    return User.objects.filter(pk__in=Page.objects.order_by().values("owner")).order_by("pk")


class OwnerFilter(django_filters.ModelChoiceFilter):
    """The filter by owner, with public names."""


class PageAgeFilterSet(WagtailFilterSet):
    owner = OwnerFilter(label=gettext_lazy("Owner"), queryset=_owners)
    content_type = ContentTypeFilter(
        label=gettext_lazy("Type"),
        queryset=lambda request: get_page_content_types(include_base_page_type=False),
    )
    changed = choice_filter(
        gettext_lazy("Last changed"),
        [(str(days), label) for days, label in AGES.items()],
        "older_than",
    )
    status = choice_filter(
        gettext_lazy("Status"),
        [("live", gettext_lazy("Published")), ("draft", gettext_lazy("Not published"))],
        "with_status",
    )

    class Meta:
        model = Page
        fields: tuple[str, ...] = ()

    def older_than(self, pages: "QuerySet[Page]", name: str, value: str) -> "QuerySet[Page]":
        return pages.filter(_changed_before(int(value)))

    def with_status(self, pages: "QuerySet[Page]", name: str, value: str) -> "QuerySet[Page]":
        return pages.filter(live=value == "live")


def _changed_before(days: int) -> Q:
    limit = timezone.now() - datetime.timedelta(days=days)
    # A page that a migration made was never changed.
    return Q(latest_revision_created_at__lt=limit) | Q(
        latest_revision_created_at=None, first_published_at__lt=limit
    )


class PageAgeReport(DeskReport):
    """The pages that the user may edit, those that nobody has changed for longest first."""

    name = "pages"
    page_title = gettext_lazy("Pages by age and owner")
    header_icon = "time"
    index_url_name = "desk_page_ages"
    index_results_url_name = "desk_page_ages_results"
    filterset_class = PageAgeFilterSet
    may_view = staticmethod(audience.edits_pages)

    def get_base_queryset(self) -> "QuerySet[Page]":
        found: QuerySet[Page] = (
            editable_pages(self.request.user)
            .filter(depth__gt=1)
            .select_related("owner", "locale", "content_type")
            .order_by(F("latest_revision_created_at").asc(nulls_first=True), "pk")
        )
        return found

    def report_columns(self) -> list[ReportColumn | LinkColumn]:
        return [
            LinkColumn(
                "title",
                _("Title"),
                lambda page: page.get_admin_display_title(),
                lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
            ),
            ReportColumn("type", _("Type"), lambda page: get_content_type_label(page.content_type)),
            ReportColumn("language", _("Language"), lambda page: page.locale.get_display_name()),
            ReportColumn("status", _("Status"), _status),
            ReportColumn("owner", _("Owner"), lambda page: page.owner and page.owner.public_name),
            MomentColumn(
                "changed", _("Last changed"), lambda page: page.latest_revision_created_at
            ),
            MomentColumn("published", _("Last published"), lambda page: page.last_published_at),
        ]

    def chart(self, found: "QuerySet[Page]") -> Chart | None:
        limits = sorted(AGES)
        labels = [_("Within 3 months"), *(str(AGES[days]) for days in limits)]
        older = found.order_by().aggregate(
            all=Count("pk"),
            **{f"over_{days}": Count("pk", filter=_changed_before(days)) for days in limits},
        )
        over = [older["all"], *(older[f"over_{days}"] for days in limits), 0]
        counts = [more - less for more, less in pairwise(over)]
        rows = tuple(
            Row(label, (Decimal(count),)) for label, count in zip(labels, counts, strict=True)
        )
        title = _("Pages by when they were last changed")
        return Chart(Kind.BARS.value, title, Table(columns=(_("Pages"),), rows=rows))


def _status(page: Page) -> str:
    if not page.live:
        return _("Not published")
    return _("Published, with changes") if page.has_unpublished_changes else _("Published")
