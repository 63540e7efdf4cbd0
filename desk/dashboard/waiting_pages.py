"""The pages that wait for a user: to approve, drafts, locked ones, and those with a date."""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.query import PageQuerySet

from core.theme_limits import ThemedPagePermissionPolicy
from desk.dashboard.waiting import MOST, Item, Section, register, section
from residents.models import User

SOON = datetime.timedelta(days=7)


def editable_pages(user: User) -> PageQuerySet:
    """Return the pages that `user` may edit."""
    policy = ThemedPagePermissionPolicy()
    return policy.instances_user_has_any_permission_for(user, {"change", "publish"})


@register
def to_approve(user: User) -> Section:
    """Return the submissions that `user` may approve, the longest waiting first."""
    states = (
        TaskState.objects.reviewable_by(user)
        .select_related("revision__user")
        .prefetch_related("revision__content_object")
        .order_by("started_at", "pk")
    )
    items = []
    for state in states[: MOST + 1]:
        page = state.revision.content_object
        # Wagtail keeps the state of an object that was deleted.
        if not isinstance(page, Page):
            continue
        by = state.revision.user
        items.append(
            Item(
                page.get_admin_display_title(),
                reverse("wagtailadmin_pages:edit", args=[page.pk]),
                _("from %(name)s") % {"name": by.public_name} if by else "",
                state.started_at,
            )
        )
    all_url = reverse("wagtailadmin_reports:workflow")
    return section(_("For you to approve"), "clipboard-list", items, all_url=all_url)


@register
def to_change(user: User) -> Section:
    """Return the pages that `user` submitted and a colleague wants changed, the latest first."""
    states = (
        WorkflowState.objects.filter(
            status=WorkflowState.STATUS_NEEDS_CHANGES,
            requested_by=user,
            base_content_type=ContentType.objects.get_for_model(Page),
        )
        .select_related("current_task_state__finished_by")
        .prefetch_related("content_object")
        .order_by(F("current_task_state__finished_at").desc(nulls_last=True), "-pk")
    )
    items = []
    for state in states[: MOST + 1]:
        page, asked = state.content_object, state.current_task_state
        # Wagtail keeps the state of an object that was deleted.
        if not isinstance(page, Page):
            continue
        by = asked.finished_by if asked else None
        detail = _("%(name)s asked for changes") % {"name": by.public_name} if by else ""
        items.append(_item(page, detail, asked.finished_at if asked else None))
    return section(_("For you to change and submit again"), "warning", items)


@register
def drafts(user: User) -> Section:
    """Return the pages with changes of `user` that are not published, the latest first."""
    pages = (
        editable_pages(user)
        .filter(has_unpublished_changes=True, latest_revision__user=user)
        .prefetch_workflow_states()
        .order_by("-latest_revision_created_at", "-pk")
    )
    items = [
        _item(
            page,
            _("is being approved") if page.workflow_in_progress else _what_is_new(page),
            page.latest_revision_created_at,
        )
        for page in pages[: MOST + 1]
    ]
    return section(_("Your drafts"), "edit", items)


def _what_is_new(page: Page) -> str:
    return _("changes not published") if page.live else _("not published")


@register
def locked(user: User) -> Section:
    """Return the pages that `user` has locked."""
    pages = Page.objects.filter(locked=True, locked_by=user).order_by("-locked_at", "-pk")
    items = [_item(page, _("locked"), page.locked_at) for page in pages[: MOST + 1]]
    return section(_("Locked by you"), "lock", items)


@register
def with_a_date(user: User) -> Section:
    """Return the pages that go live or expire within a week, the next first."""
    now = timezone.now()
    going_live = dict(
        Revision.page_revisions.filter(
            approved_go_live_at__gt=now, approved_go_live_at__lte=now + SOON
        ).values_list("object_id", "approved_go_live_at")
    )
    editable = editable_pages(user)
    dated = [
        (going_live[str(page.pk)], page, _("goes live"))
        for page in editable.filter(pk__in=[int(pk) for pk in going_live])
    ]
    expiring = editable.filter(live=True, expire_at__gt=now, expire_at__lte=now + SOON)
    dated += [
        (page.expire_at, page, _("expires")) for page in expiring.order_by("expire_at")[: MOST + 1]
    ]
    dated.sort(key=lambda each: (each[0], each[1].pk))
    items = [_item(page, what, at) for at, page, what in dated[: MOST + 1]]
    return section(_("Pages with a date this week"), "calendar", items)


def _item(page: Page, detail: str, at: datetime.datetime | None) -> Item:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Item(page.get_admin_display_title(), url, detail, at)
