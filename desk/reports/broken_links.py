"""Links that lead nowhere, and then those to other sites."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet

from desk.dashboard import audience
from desk.filters import choice_filter
from desk.links.listing import listed_links, source_title
from desk.models import LinkCheck, ListedLink
from desk.reports.base import DeskReport, LinkColumn, MomentColumn, ReportColumn

State = ListedLink.State


class LinkFilterSet(WagtailFilterSet):
    leads = choice_filter(
        gettext_lazy("Leads"),
        [("nowhere", gettext_lazy("Nowhere")), ("away", gettext_lazy("To another site"))],
        "leading",
    )

    class Meta:
        model = ListedLink
        fields: tuple[str, ...] = ()

    def leading(
        self, links: "QuerySet[ListedLink]", name: str, value: str
    ) -> "QuerySet[ListedLink]":
        is_away = {"state": State.EXTERNAL}
        return links.filter(**is_away) if value == "away" else links.exclude(**is_away)


class LinkReport(DeskReport):
    """The links that were found last night, on what the user may edit."""

    name = "links"
    page_title = gettext_lazy("Broken links and links to other sites")
    header_icon = "link"
    index_url_name = "desk_links"
    index_results_url_name = "desk_links_results"
    filterset_class = LinkFilterSet
    may_view = staticmethod(audience.edits_pages)

    @property
    def note(self) -> str:  # type: ignore[override]
        """When the links were checked, and what is not."""
        finished = LinkCheck.objects.values_list("finished_at", flat=True).first()
        if finished is None:
            return _("The links are checked at night. That has not happened yet.")
        return _(
            "Last checked: %(time)s. Links to other sites are listed, but we do not visit them."
        ) % {"time": date_format(timezone.localtime(finished), "SHORT_DATETIME_FORMAT")}

    def get_base_queryset(self) -> "QuerySet[ListedLink]":
        return listed_links(self.request.user)

    def rows(self, found: Any) -> list[ListedLink]:
        """Return the rows without those whose page was deleted since the check."""
        return [link for link in found if link.source is not None]

    def report_columns(self) -> list[ReportColumn | LinkColumn]:
        finder = AdminURLFinder(self.request.user)
        return [
            LinkColumn("source", _("Link on"), source_title, lambda row: _edit(finder, row)),
            ReportColumn("label", _("Leads to"), lambda row: row.label),
            ReportColumn("state", _("What is wrong"), lambda row: row.get_state_display()),
            MomentColumn("since", _("Since"), lambda row: row.since),
        ]


def _edit(finder: AdminURLFinder, row: ListedLink) -> str | None:
    url: str | None = finder.get_edit_url(row.source)
    return url
