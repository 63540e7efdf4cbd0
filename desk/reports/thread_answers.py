"""Threads by status, and how long their first answer took."""

import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet

from core.charts.chart import Chart, Kind
from core.charts.table import Row, Table
from core.themes import localized_themes
from desk import threads
from desk.dashboard import audience
from desk.filters import area_filter, choice_filter, period_filter, theme_filter
from desk.reports.base import DeskReport, LinkColumn, MomentColumn, ReportColumn
from forum.models import Thread
from residents.models import User

ANSWERED, UNANSWERED, HIDDEN = "answered", "unanswered", "hidden"
LABELS = {
    ANSWERED: gettext_lazy("Answered"),
    UNANSWERED: gettext_lazy("Without an answer"),
    HIDDEN: gettext_lazy("Hidden"),
}
_DAY = datetime.timedelta(days=1)


class ThreadFilterSet(WagtailFilterSet):
    theme = theme_filter("theme")
    area = area_filter("area")
    status = choice_filter(gettext_lazy("Status"), list(LABELS.items()), "with_status")
    created_at = period_filter("created_at", gettext_lazy("Started"))

    class Meta:
        model = Thread
        fields: tuple[str, ...] = ()

    def with_status(self, found: "QuerySet[Thread]", name: str, value: str) -> "QuerySet[Thread]":
        if value == HIDDEN:
            return found.filter(is_hidden=True)
        shown = found.filter(is_hidden=False)
        return threads.unanswered(shown) if value == UNANSWERED else threads.answered(shown)


class ThreadReport(DeskReport):
    """The threads that the user may read, the latest first."""

    name = "threads"
    page_title = gettext_lazy("Threads and answers")
    header_icon = "comment"
    index_url_name = "desk_threads"
    index_results_url_name = "desk_threads_results"
    filterset_class = ThreadFilterSet
    note = gettext_lazy("An answer is the first reply by somebody else that is not hidden.")

    @staticmethod
    def may_view(user: User) -> bool:
        return audience.edits_pages(user) or audience.moderates(user)

    def get_base_queryset(self) -> "QuerySet[Thread]":
        visible = Thread.objects.visible_to(self.request.user)
        return (
            threads.with_first_answer(visible)
            .select_related("area", "author", "partner")
            .order_by("-created_at", "-pk")
        )

    def report_columns(self) -> list[ReportColumn | LinkColumn]:
        themes = localized_themes()

        def theme_name(thread: Thread) -> str:
            theme = themes.get(thread.theme_id)
            return theme.name if theme else ""

        return [
            LinkColumn("title", _("Thread"), lambda each: each.title, lambda each: each.url),
            ReportColumn("kind", _("Kind"), lambda each: each.kind_label),
            ReportColumn("theme", _("Theme"), theme_name),
            ReportColumn("area", _("Area"), lambda each: each.area_name),
            MomentColumn("started", _("Started"), lambda each: each.created_at),
            ReportColumn("status", _("Status"), lambda each: str(LABELS[status_of(each)])),
            MomentColumn("answered", _("First answer"), lambda each: each.answered_at),
            ReportColumn("time", _("Time to the answer"), lambda each: in_words(each.answer_time)),
            ReportColumn("posts", _("Posts"), lambda each: each.post_count),
        ]

    def chart(self, found: "QuerySet[Thread]") -> Chart | None:
        seen = Q(is_hidden=False)
        counts = found.order_by().aggregate(
            day=Count("pk", filter=seen & Q(answer_time__lt=_DAY)),
            week=Count("pk", filter=seen & Q(answer_time__gte=_DAY, answer_time__lt=7 * _DAY)),
            later=Count("pk", filter=seen & Q(answer_time__gte=7 * _DAY)),
            none=Count("pk", filter=seen & Q(answer_time__isnull=True)),
            hidden=Count("pk", filter=Q(is_hidden=True)),
        )
        labels = {
            "day": _("Answered within a day"),
            "week": _("Answered within a week"),
            "later": _("Answered later"),
            "none": _("Without an answer"),
            "hidden": _("Hidden"),
        }
        rows = tuple(Row(label, (Decimal(counts[key]),)) for key, label in labels.items())
        title = _("How fast threads are answered")
        return Chart(Kind.BARS.value, title, Table(columns=(_("Threads"),), rows=rows))


def status_of(thread: Thread) -> str:
    """Return the status of a thread from `threads.with_first_answer`."""
    if thread.is_hidden:
        return HIDDEN
    return ANSWERED if thread.answered_at else UNANSWERED


def in_words(time: datetime.timedelta | None) -> str:
    """Return how long an answer took, in minutes, hours or days."""
    if time is None:
        return ""
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = minutes // (24 * 60)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
