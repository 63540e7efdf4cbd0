"""The calendar and the reports: their routes, menu items and log entries."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter

from core.table_files import ACTION
from desk.events import views as event_views
from desk.reports.base import DeskReport
from desk.reports.broken_links import LinkReport
from desk.reports.followers import FollowerReport
from desk.reports.held_posts import HeldPostReport
from desk.reports.page_ages import PageAgeReport
from desk.reports.pictures import PictureReport
from desk.reports.signups import ParticipationReport, SignUpReport
from desk.reports.thread_answers import ThreadReport
from residents.models import User

REPORTS: tuple[type[DeskReport], ...] = (
    SignUpReport,
    ParticipationReport,
    FollowerReport,
    ThreadReport,
    HeldPostReport,
    PageAgeReport,
    LinkReport,
    PictureReport,
)
LISTS = (event_views.DateListView, event_views.PastDateListView, event_views.DraftListView)


def _routes(address: str, view: Any) -> list[URLPattern]:
    """Return the routes of a list: the page, and the part that a filter replaces."""
    return [
        path(address, never_cache(view.as_view()), name=view.index_url_name),
        path(
            f"{address}results/",
            never_cache(view.as_view(results_only=True)),
            name=view.index_results_url_name,
        ),
    ]


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Route the views. Wagtail checks that the user may enter its admin."""
    addresses = ("desk/events/", "desk/events/past/", "desk/events/drafts/")
    lists = zip(addresses, LISTS, strict=True)
    return [
        *(route for address, view in lists for route in _routes(address, view)),
        *(route for view in REPORTS for route in _routes(f"reports/{view.name}/", view)),
    ]


class _AllowedMenuItem(MenuItem):
    """A menu item for the users whom `may_view` lets see its page."""

    def __init__(
        self, label: str | Promise, url_name: str, may_view: Callable[[User], bool], **kwargs: Any
    ) -> None:
        super().__init__(label, reverse(url_name), name=url_name, **kwargs)
        self.may_view = may_view

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and self.may_view(request.user)


@hooks.register("register_admin_menu_item")
def events_menu_item() -> MenuItem:
    """Add the events to the menu, below the pages."""
    return _AllowedMenuItem(
        _("Events"), "desk_events", event_views.may_view, icon_name="date", order=150
    )


def _report_item(report: type[DeskReport], order: int) -> Callable[[], MenuItem]:
    def item() -> MenuItem:
        return _AllowedMenuItem(
            report.page_title,
            report.index_url_name,
            report.may_view,
            icon_name=report.header_icon,
            order=order,
        )

    return item


# What residents do, then what they wrote, then the pages; those of Wagtail follow from 700 on. The
# others put theirs between: pledges, kits and answers after sign-ups, translations after pages.
for number, each in enumerate(REPORTS):
    hooks.register("register_reports_menu_item", _report_item(each, 100 + 10 * number))


@hooks.register("construct_reports_menu")
def remove_aging_pages(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out Wagtail's report of ageing pages, of which ours has all and the owner."""
    items[:] = [item for item in items if item.name != "aging-pages"]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name the downloads of reports in the site history."""

    @actions.register_action(ACTION)
    class Download(LogFormatter):
        label = _("Download a report")

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data or {}
            return _("Report downloaded: %(report)s (%(kind)s)") % {
                "report": data.get("report", ""),
                "kind": data.get("kind", ""),
            }
