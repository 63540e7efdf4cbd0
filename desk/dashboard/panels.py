"""The panels of the dashboard. A script fetches what is in them, all with one request."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page, PageLogEntry

from desk import threads
from desk.dashboard import audience
from desk.dashboard.waiting import Item, sections_for
from desk.dashboard.weekly_numbers import numbers_for, table_of
from desk.event_rows import event_rows
from events.models import Occurrence
from events.organisers.permissions import events_of
from forum.models import ModerationAction, Thread
from residents.models import User

WEEK = datetime.timedelta(days=7)
# An older thread without an answer does not wait for one any more.
UNANSWERED_DAYS = 90
MOST_EVENTS = 12
MOST_THREADS = 8
MOST_EDITS = 5
# Their work is done by `WaitingPanel` and `EditsPanel`, which ask the database a bounded number of
# times.
REPLACED = (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)


class DeskPanel(Component):
    """A panel: on the dashboard an empty frame, which the script fills from `views.panels`.

    `body_template` is rendered with what `body_context` returns. Without a script, the frame has a
    link to the page of `url_name`, which shows the same.
    """

    template_name = "desk/admin/panel_frame.html"
    body_template = ""
    heading: str | Promise = ""
    icon = ""
    url_name = "desk_panels"

    class Media:
        css = {"all": ["admin/desk.css"]}
        js = ("admin/desk.js",)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"panel": self, "url": reverse(self.url_name)}

    def body_context(self, user: User) -> dict[str, Any]:
        """Return the context of the body, with a number of queries that does not grow."""
        return {}


class WaitingPanel(DeskPanel):
    """What waits for the user, first on the dashboard."""

    name = "waiting"
    body_template = "desk/admin/waiting.html"
    heading = _("Waiting for you")
    icon = "tasks"
    order = 20

    def body_context(self, user: User) -> dict[str, Any]:
        return {"sections": sections_for(user)}


class EditsPanel(DeskPanel):
    """The pages that the user edited last."""

    name = "recent-edits"
    body_template = "desk/admin/edits.html"
    heading = _("Your most recent edits")
    icon = "edit"
    order = 35

    def body_context(self, user: User) -> dict[str, Any]:
        latest = list(
            PageLogEntry.objects.filter(user=user, action="wagtail.edit")
            .values_list("page_id")
            .annotate(latest=Max("timestamp"))
            .order_by("-latest", "page_id")[:MOST_EDITS]
        )
        pages = Page.objects.select_related("locale").in_bulk([pk for pk, _at in latest])
        return {
            "items": [
                Item(
                    page.get_admin_display_title(),
                    reverse("wagtailadmin_pages:edit", args=[pk]),
                    page.locale.get_display_name(),
                    at,
                )
                for pk, at in latest
                # The log keeps pages that were deleted.
                if (page := pages.get(pk))
            ]
        }


class EventsPanel(DeskPanel):
    """The events of the next seven days that the user organises."""

    name = "events-this-week"
    body_template = "desk/admin/events.html"
    heading = _("Events in the next 7 days")
    icon = "date"
    order = 30

    def body_context(self, user: User) -> dict[str, Any]:
        now = timezone.now()
        coming = (
            Occurrence.objects.filter(event__in=events_of(user), event__is_published=True)
            .filter(ends_at__gte=now)
            .touching(now, now + WEEK)
            .for_listing()
        )
        found = list(coming[: MOST_EVENTS + 1])
        return {
            "rows": event_rows(found[:MOST_EVENTS], user),
            "has_more": len(found) > MOST_EVENTS,
        }


class UnansweredPanel(DeskPanel):
    """Threads without an answer, the longest waiting first."""

    name = "unanswered"
    body_template = "desk/admin/unanswered.html"
    heading = _("Threads without an answer")
    icon = "comment"
    order = 40

    def body_context(self, user: User) -> dict[str, Any]:
        since = timezone.now() - datetime.timedelta(days=UNANSWERED_DAYS)
        waiting = (
            threads.unanswered(Thread.objects.filter(is_hidden=False, created_at__gte=since))
            .select_related("author", "area", "partner")
            .order_by("created_at", "pk")
        )
        found = list(waiting[: MOST_THREADS + 1])
        return {
            "threads": found[:MOST_THREADS],
            "has_more": len(found) > MOST_THREADS,
            "days": UNANSWERED_DAYS,
        }


class HiddenPostsPanel(DeskPanel):
    """The posts that were hidden last and still are, with the reason."""

    name = "hidden-posts"
    body_template = "desk/admin/hidden_posts.html"
    heading = _("Hidden posts")
    icon = "view"
    order = 50

    def body_context(self, user: User) -> dict[str, Any]:
        actions = ModerationAction.objects.filter(
            kind=ModerationAction.Kind.HIDE, post__is_hidden=True
        ).select_related("post__thread", "moderator")
        # A post that was hidden twice has two actions: the later one counts.
        latest: dict[int, ModerationAction] = {}
        for action in actions.order_by("-created_at", "-pk")[: 2 * MOST_THREADS]:
            if action.post_id is not None:
                latest.setdefault(action.post_id, action)
        return {"actions": list(latest.values())[:MOST_THREADS]}


class NumbersPanel(DeskPanel):
    """The numbers of twelve weeks."""

    name = "weekly-numbers"
    body_template = "desk/admin/_numbers.html"
    heading = _("The last 12 weeks")
    icon = "history"
    url_name = "desk_numbers"
    order = 60

    def body_context(self, user: User) -> dict[str, Any]:
        numbers = numbers_for(user)
        return {"numbers": numbers, "weeks": table_of(numbers)}


def panels_of(user: User) -> list[DeskPanel]:
    """Return the panels that `user` may see, in their order."""
    edits = audience.edits_pages(user)
    moderates = audience.moderates(user)
    shown = {
        WaitingPanel: True,
        EventsPanel: edits or bool(user.partner_ids),
        EditsPanel: edits,
        UnansweredPanel: edits or moderates,
        HiddenPostsPanel: moderates,
        NumbersPanel: audience.sees_the_site_in_numbers(user),
    }
    return [panel() for panel, is_shown in shown.items() if is_shown]


def arrange(request: HttpRequest, panels: list[Component]) -> None:
    """Replace Wagtail's lists of work, and add the panels that the user may see."""
    user = request.user
    if not isinstance(user, User):
        return
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels += panels_of(user)


def remove_counters(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Show no numbers of pages, images and documents: they ask nobody to do anything."""
    items.clear()
