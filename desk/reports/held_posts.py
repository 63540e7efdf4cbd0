"""The forum's posts that wait for a moderator, and those that were decided lately."""

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from desk.dashboard import audience
from desk.filters import choice_filter
from desk.reports.base import DeskReport, LinkColumn, MomentColumn, ReportColumn
from forum.models import HeldPost
from residents.models import User


class HeldPostFilterSet(WagtailFilterSet):
    state = choice_filter(gettext_lazy("Status"), HeldPost.State.choices, "with_state")

    class Meta:
        model = HeldPost
        fields: tuple[str, ...] = ()

    def with_state(
        self, found: "QuerySet[HeldPost]", name: str, value: str
    ) -> "QuerySet[HeldPost]":
        return found.filter(state=value)


class HeldPostReport(DeskReport):
    """The held posts: those that wait first, the longest waiting at the top."""

    name = "held-posts"
    page_title = gettext_lazy("Posts waiting for approval")
    header_icon = "warning"
    index_url_name = "desk_held_posts"
    index_results_url_name = "desk_held_posts_results"
    filterset_class = HeldPostFilterSet
    note = gettext_lazy("Open a post to publish it, or to refuse it with a reason.")

    @staticmethod
    def may_view(user: User) -> bool:
        return audience.moderates(user)

    def get_base_queryset(self) -> "QuerySet[HeldPost]":
        waits_first = Case(When(state=HeldPost.State.WAITING, then=Value(0)), default=Value(1))
        return HeldPost.objects.select_related("author", "thread", "decided_by").order_by(
            waits_first, "created_at", "pk"
        )

    def report_columns(self) -> list[ReportColumn | LinkColumn]:
        return [
            LinkColumn(
                "title", _("Thread"), lambda each: each.thread_title, HeldPost.get_absolute_url
            ),
            ReportColumn("what", _("Kind"), lambda each: str(each.what)),
            ReportColumn("author", _("Author"), lambda each: each.author.public_name),
            MomentColumn("written", _("Written"), lambda each: each.created_at),
            ReportColumn("status", _("Status"), lambda each: each.get_state_display()),
            MomentColumn("decided", _("Decided"), lambda each: each.decided_at),
            ReportColumn("reason", _("Reason"), lambda each: each.reason),
        ]
