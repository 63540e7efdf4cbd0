"""Mails about the approval of pages, through the outbox, instead of Wagtail's own."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected
from wagtail.users.models import UserProfile

from notifications.delivery import outbox
from residents.models import User

SUBMITTED, APPROVED, REJECTED = "submitted", "approved", "rejected"
# Comments of the author in a mail; the editor shows all of them.
MOST_COMMENTS = 5


def connect_signals() -> None:
    """Send our mails instead of Wagtail's. Called before Wagtail connects its own receivers.

    A signal ignores a second receiver with the same `dispatch_uid`.
    """
    task_submitted.connect(
        _on_submitted,
        sender=TaskState,
        dispatch_uid="group_approval_task_submitted_email_notification",
    )
    workflow_rejected.connect(
        _on_rejected,
        sender=WorkflowState,
        dispatch_uid="workflow_state_rejected_email_notification",
    )
    workflow_approved.connect(
        _on_approved,
        sender=WorkflowState,
        dispatch_uid="workflow_state_approved_email_notification",
    )


def _on_submitted(instance: TaskState, user: User | None = None, **_kwargs: Any) -> None:
    state = instance.workflow_state
    page, task = state.content_object, instance.task.specific
    if not isinstance(page, Page) or not isinstance(task, AbstractGroupApprovalTask):
        return
    author = state.requested_by
    for reader in _approvers(task, page, without={user, author}):
        earlier = state.task_states.filter(status=TaskState.STATUS_REJECTED).order_by("pk").last()
        _put(
            SUBMITTED,
            reader,
            instance,
            author=_name_of(author),
            comments=_comments(page, author),
            earlier=earlier and {"by": _name_of(earlier.finished_by), "text": earlier.comment},
        )


def _on_approved(instance: WorkflowState, user: User | None = None, **_kwargs: Any) -> None:
    _tell_author(APPROVED, instance, user)


def _on_rejected(instance: WorkflowState, user: User | None = None, **_kwargs: Any) -> None:
    _tell_author(REJECTED, instance, user)


def _tell_author(kind: str, state: WorkflowState, user: User | None) -> None:
    author, last = state.requested_by, state.task_states.order_by("pk").last()
    if author is None or author == user or last is None or not _wants(author, kind):
        return
    if isinstance(state.content_object, Page):
        _put(kind, author, last, reviewer=_name_of(user), comment=last.comment)


def _approvers(
    task: AbstractGroupApprovalTask, page: Page, *, without: set[User | None]
) -> Iterable[User]:
    """Return each person who can open the page and approve it, once."""
    members = User.objects.filter(is_active=True, groups__in=task.groups.all()).distinct()
    may_review = getattr(task, "may_review", lambda _page, _user: True)
    found = [
        user
        for user in members.order_by("pk")
        if user not in without
        and user.has_perm("wagtailadmin.access_admin")
        and may_review(page, user)
    ]
    # Otherwise the page would wait unseen.
    found = found or [
        user
        for user in User.objects.filter(is_active=True, is_superuser=True).order_by("pk")
        if user not in without
    ]
    return [user for user in found if _wants(user, SUBMITTED)]


def _wants(user: User, kind: str) -> bool:
    """Whether the user has not turned these mails off in the admin."""
    profile = UserProfile.get_for_user(user)
    return bool(user.is_active and user.email and getattr(profile, f"{kind}_notifications"))


def _name_of(user: User | None) -> str:
    return "" if user is None else user.public_name


def _comments(page: Page, author: User | None) -> list[str]:
    """Return the author's open comments on the page."""
    comments = page.wagtail_admin_comments.filter(user=author, resolved_at=None).order_by("pk")
    return list(comments.values_list("text", flat=True)[:MOST_COMMENTS])


def _put(kind: str, reader: User, task_state: TaskState, **context: Any) -> None:
    page = task_state.workflow_state.content_object
    with transaction.atomic(), translation.override(reader.language):
        outbox.put(
            key=f"workflow:{task_state.pk}:{kind}:{reader.pk}",
            to=reader.email,
            template=f"desk/mail/workflow_{kind}",
            language=reader.language,
            scope="approvals",
            user=reader,
            context={
                "title": page.draft_title or page.title,
                "page_type": str(page.specific_class._meta.verbose_name),
                "edit_url": settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk]),
                **context,
            },
        )
