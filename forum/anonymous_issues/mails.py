"""Mails to those who report an issue without an account. Each goes out at most once."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from forum.anonymous_issues import links
from forum.models import AnonymousIssue, IssueStatus, Post
from notifications.delivery import outbox


def mail_confirm(issue: AnonymousIssue) -> None:
    """Mail the link that confirms the address."""
    with translation.override(issue.language):
        _put(issue, "confirm", confirm_url=settings.BASE_URL + links.confirm_path(issue))


def mail_approved(issue: AnonymousIssue) -> None:
    """Mail where the issue stands now."""
    thread = issue.thread
    if thread is not None:
        with translation.override(issue.language):
            _put(issue, "approved", thread=thread, url=_absolute(thread.get_absolute_url()))


def mail_refused(issue: AnonymousIssue) -> None:
    """Mail why the issue is not published. (DSA, art. 17)"""
    with translation.override(issue.language):
        url = _absolute(reverse("forum:moderation_log"))
        _put(issue, "refused", url=url)


def mail_answer(post: Post, status: IssueStatus) -> None:
    """Mail an official reply to the issue of its thread, if that came without an account."""
    # Those whose issues were merged into this one wait for the same answer.
    reported = Q(thread=post.thread_id) | Q(thread__merged_into=post.thread_id)
    for issue in AnonymousIssue.objects.filter(reported).exclude(email=""):
        with translation.override(issue.language):
            _put(
                issue,
                "answer",
                f"answer:{post.pk}",
                thread=post.thread,
                post=post,
                status=status.label,
                url=_absolute(post.get_absolute_url()),
                reopen_url=_reopen_url(issue, post, status),
            )


def _reopen_url(issue: AnonymousIssue, post: Post, status: IssueStatus) -> str:
    """Return the link that opens the closed issue again; "" for an open one.

    Whose issue was merged into another did not report that one.
    """
    is_own = issue.thread_id == post.thread_id
    return _absolute(links.reopen_path(issue)) if is_own and not status.is_open else ""


def _put(issue: AnonymousIssue, name: str, key: str = "", **context: Any) -> None:
    if not issue.email:
        return
    outbox.put(
        key=f"anonymous-issue:{issue.pk}:{key or name}",
        to=issue.email,
        name=issue.name,
        template=f"forum/mail/anonymous_issue_{name}",
        context={
            "issue": issue,
            "stop_url": _absolute(links.stop_path(issue)),
            **context,
        },
        language=issue.language,
        # Anybody can cause the first by typing an address; the others were asked for.
        scope="account",
    )


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
