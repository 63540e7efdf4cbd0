"""The panels of this week's events, of the forum, and of the numbers."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    LockedPagesPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from desk import threads
from desk.dashboard import audience
from desk.dashboard.waiting import WaitingPanel
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
_STYLES = {"all": ["admin/desk.css"]}
# Their work is done by `WaitingPanel`, which asks the database a bounded number of times.
REPLACED = (
    LockedPagesPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)


class EventsPanel(Component):
    """The events of the next seven days that the user organises."""

    name = "events_this_week"
    template_name = "desk/admin/events.html"
    order = 30

    class Media:
        css = _STYLES

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
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


class UnansweredPanel(Component):
    """Threads without an answer, the longest waiting first."""

    name = "unanswered_threads"
    template_name = "desk/admin/unanswered.html"
    order = 40

    class Media:
        css = _STYLES

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
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


class HiddenPostsPanel(Component):
    """The posts that were hidden last and still are, with the reason."""

    name = "hidden_posts"
    template_name = "desk/admin/hidden_posts.html"
    order = 50

    class Media:
        css = _STYLES

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        actions = ModerationAction.objects.filter(
            kind=ModerationAction.Kind.HIDE, post__is_hidden=True
        ).select_related("post__thread", "moderator")
        # A post that was hidden twice has two actions: the later one counts.
        latest: dict[int, ModerationAction] = {}
        for action in actions.order_by("-created_at", "-pk")[: 2 * MOST_THREADS]:
            latest.setdefault(action.post_id, action)
        return {"actions": list(latest.values())[:MOST_THREADS]}


class NumbersPanel(Component):
    """The numbers of twelve weeks. A script fetches them, so that the dashboard does not wait."""

    name = "weekly_numbers"
    template_name = "desk/admin/numbers_panel.html"
    order = 60

    class Media:
        css = _STYLES
        js = ("admin/desk.js",)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"url": reverse("desk_numbers")}


def arrange(request: HttpRequest, panels: list[Component]) -> None:
    """Replace Wagtail's lists of work, and add the panels that the user may see."""
    user = request.user
    if not isinstance(user, User):
        return
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels.append(WaitingPanel())
    if audience.edits_pages(user) or user.partner_ids:
        panels.append(EventsPanel())
    if audience.edits_pages(user) or audience.moderates(user):
        panels.append(UnansweredPanel())
    if audience.moderates(user):
        panels.append(HiddenPostsPanel())
    if audience.sees_the_site_in_numbers(user):
        panels.append(NumbersPanel())


def remove_counters(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Show no numbers of pages, images and documents: they ask nobody to do anything."""
    items.clear()
