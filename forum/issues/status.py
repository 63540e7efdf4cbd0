"""Change the status of issues. Each function is one transaction that also notifies."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import repeats
from core.caching.tracking import part
from core.models import Partner
from forum.anonymous_issues import mails
from forum.models import (
    AnonymousIssue,
    Issue,
    IssueStatus,
    Post,
    StatusChange,
    Thread,
    ThreadTag,
)
from forum.threads import posting
from notifications.notices import topics
from residents.models import User


class NotAllowed(Exception):
    """The person may not change this status, or not to this one."""


class ReasonMissing(Exception):
    """An issue is declined without saying why."""


class StatusChanged(Exception):
    """Somebody else has changed the status meanwhile; `current` is what it is now."""

    def __init__(self, current: IssueStatus) -> None:
        super().__init__(current)
        self.current = current


def answer(
    *,
    thread: Thread,
    author: User,
    expected: IssueStatus,
    status: IssueStatus,
    text: str,
    details: Mapping[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> Post | None:
    """Set the status and the `details` of an issue, and post the official reply that says so.

    `expected` is the status that `author` saw. `details` are fields of `Issue`. The reply speaks
    as the partner that handles the issue then, if `author` belongs to it. Without a change of the
    status and without a text there is no reply: None. Who sends the same twice within some minutes
    gets the same reply, which has `is_repeated`. It is possible in a thread that its starter has
    closed, but not in one that a moderator has locked.

    Raises `NotAllowed`, `ReasonMissing`, `StatusChanged`, and what `forum.threads.posting` raises.
    """
    if status == IssueStatus.DECLINED != expected and not text:
        raise ReasonMissing
    with part(topics.thread(thread.pk)), transaction.atomic():
        issue = _lock(thread)
        if not issue.can_be_answered_by(author):
            raise NotAllowed
        needs_reply = status != expected or bool(text)
        if needs_reply and (repeated := _repeated(issue, author, status, text)):
            return repeated
        if thread.status != expected:
            raise StatusChanged(IssueStatus(thread.status))
        if details:
            Issue.objects.filter(pk=issue.pk).update(**details)
            issue = _issue_of(thread)
        if not needs_reply:
            return None
        partner = issue.partner_for(author)
        now = at or timezone.now()
        return _change(issue, author, partner, status, text, now, is_official=True)


def reopen(*, thread: Thread, author: User, text: str, at: datetime.datetime | None = None) -> Post:
    """Open a solved or declined issue again, for its reporter, who says why in a reply.

    Sent twice it is one reply, as in `answer`. Raises `NotAllowed`, `StatusChanged` if somebody
    else was faster, and what `forum.threads.posting` raises.
    """
    with part(topics.thread(thread.pk)), transaction.atomic():
        issue = _lock(thread)
        if repeated := _repeated(issue, author, IssueStatus.RECEIVED, text):
            return repeated
        if thread.author_id != author.pk or thread.is_hidden:
            raise NotAllowed
        if not issue.can_be_reopened_by(author):
            raise StatusChanged(IssueStatus(thread.status))
        partner = thread.partner if thread.partner_id in author.partner_ids else None
        now = at or timezone.now()
        return _change(issue, author, partner, IssueStatus.RECEIVED, text, now, is_official=False)


def reopen_without_account(*, reported: AnonymousIssue, text: str) -> Post:
    """Open an issue again for its reporter, who has no account and chose `text` from a list.

    Sent twice it is one reply, as in `answer`. Raises what `reopen` does.
    """
    thread = reported.thread
    if thread is None or thread.merged_into_id is not None:
        raise NotAllowed
    with part(topics.thread(thread.pk)), transaction.atomic():
        issue = _lock(thread)
        if thread.is_hidden:
            raise NotAllowed
        if repeated := _repeated(issue, None, IssueStatus.RECEIVED, text):
            return repeated
        if IssueStatus(thread.status).is_open:
            raise StatusChanged(IssueStatus(thread.status))
        now = timezone.now()
        return _change(issue, None, None, IssueStatus.RECEIVED, text, now, is_official=False)


def can_be_reopened_by_reporter(reported: AnonymousIssue) -> bool:
    """Return whether the reporter, who has no account, can open the issue again now."""
    thread = reported.thread
    if thread is None or thread.issue_status is None or thread.issue_status.is_open:
        return False
    return not (thread.is_hidden or thread.is_locked or thread.merged_into_id)


def _lock(thread: Thread) -> Issue:
    """Lock the thread as posting does, and read what it is now."""
    list(Thread.objects.filter(pk=thread.pk).select_for_update(no_key=True, of=("self",)))
    thread.refresh_from_db(fields=["status", "is_hidden", "author", "partner"])
    if not thread.status:
        raise NotAllowed
    return _issue_of(thread)


def _issue_of(thread: Thread) -> Issue:
    issue = Issue.objects.select_related("handled_by").get(pk=thread.pk)
    issue.thread = thread
    return issue


def _repeated(issue: Issue, author: User | None, status: IssueStatus, text: str) -> Post | None:
    """Return the reply with which `author` has just done the same, if it is the latest one."""
    latest = issue.changes.select_related("post__thread").last()
    if latest is None or latest.created_at < repeats.window_start():
        return None
    post = latest.post
    author_id = author.pk if author else None
    if latest.new != status or post.author_id != author_id or not latest.is_answered_with(text):
        return None
    post.is_repeated = True
    return post


def _change(
    issue: Issue,
    author: User | None,
    partner: Partner | None,
    status: IssueStatus,
    text: str,
    now: datetime.datetime,
    *,
    is_official: bool,
) -> Post:
    thread = issue.thread
    old = IssueStatus(thread.status)
    changed = Thread.objects.filter(pk=thread.pk, status=old, is_hidden=False).update(status=status)
    if not changed:
        thread.refresh_from_db(fields=["status"])
        raise StatusChanged(IssueStatus(thread.status))
    ThreadTag.objects.filter(thread=thread).update(status=status)
    thread.status = status
    body = text or _sentence(thread, status)
    # The reporter closes the talk with neighbours, and not the answer of those who handle it.
    post = posting.reply(
        thread=thread,
        author=author,
        body=body,
        partner=partner,
        even_if_closed=is_official,
        at=now,
        guest_name="" if author else thread.guest_name,
    )
    StatusChange.objects.create(
        issue=issue,
        old=old,
        new=status,
        post=post,
        is_official=is_official,
        has_text=bool(text),
        created_at=now,
    )
    if is_official:
        mails.mail_answer(post, status)
    if old != status:
        Issue.objects.filter(pk=issue.pk).update(changed_at=now)
    return post


def _sentence(thread: Thread, status: IssueStatus) -> str:
    """Return what a reply says for which nobody wrote a text, in the language of the thread."""
    with translation.override(thread.language):
        return _("The status is now: %(status)s.") % {"status": status.label}
