"""Decide about issues that came without an account. Each function is one transaction."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from forum import moderator_notices
from forum.anonymous_issues import mails
from forum.models import AnonymousIssue, ModerationAction, ProposedAct, Thread
from forum.moderation import lapsing, log
from forum.moderation.conflicts import check_anonymous_issue
from forum.threads import posting
from residents.models import User

_State = AnonymousIssue.State


@transaction.atomic
def approve(
    *, issue: AnonymousIssue, moderator: User, proposal: ProposedAct | None = None
) -> Thread | None:
    """Publish the issue and mail its address where it is; None if somebody has decided already.

    Raises `OwnCase`.
    """
    current = _waiting(issue, moderator)
    return _publish(current, moderator, proposal) if current else None


@transaction.atomic
def refuse(
    *,
    issue: AnonymousIssue,
    moderator: User,
    reason: str,
    rule: str,
    proposal: ProposedAct | None = None,
) -> bool:
    """Leave the issue unpublished and mail the reason; False if somebody has decided already.

    (DSA, art. 17) Raises `OwnCase`.
    """
    current = _waiting(issue, moderator)
    if current is None:
        return False
    _decide(current, _State.REFUSED, moderator, reason, proposal)
    log.record(
        kind=ModerationAction.Kind.REFUSE,
        moderator=moderator,
        proposal=proposal,
        rule=rule,
        reason=reason,
        before={"anonymous_issue": current.pk},
    )
    mails.mail_refused(current)
    return True


def publish_refused(pk: Any, moderator: User) -> bool:
    """Publish an issue after all whose refusal is taken back; return whether it was there."""
    refused = AnonymousIssue.objects.filter(pk=pk, state=_State.REFUSED)
    current = refused.select_for_update(of=("self",), no_key=True).first()
    if current is None:
        return False
    _publish(current, moderator)
    return True


def _waiting(issue: AnonymousIssue, moderator: User) -> AnonymousIssue | None:
    """Lock the row and return it if it waits. Raises `OwnCase`."""
    check_anonymous_issue(issue, moderator)
    waiting = AnonymousIssue.objects.waiting().select_for_update(of=("self",), no_key=True)
    return waiting.filter(pk=issue.pk).first()


def _publish(issue: AnonymousIssue, moderator: User, proposal: ProposedAct | None = None) -> Thread:
    with translation.override(issue.language):
        guest_name = issue.public_name
    thread = posting.start_thread(
        author=None,
        guest_name=guest_name,
        kind=Thread.Kind.ISSUE,
        title=issue.title,
        body=issue.body,
        theme=issue.theme,
        area=issue.area,
        language=issue.language,
        place=issue.place,
    )
    issue.thread = thread
    # The text is in the thread now, and moderators change it there.
    issue.title, issue.body, issue.place, issue.submission = "", "", {}, None
    _decide(issue, _State.APPROVED, moderator, "", proposal)
    mails.mail_approved(issue)
    return thread


def _decide(
    issue: AnonymousIssue,
    state: str,
    moderator: User,
    reason: str,
    proposal: ProposedAct | None = None,
) -> None:
    issue.state, issue.decided_by, issue.reason = state, moderator, reason
    issue.decided_at = timezone.now()
    issue.save()
    moderator_notices.withdraw(issue)
    lapsing.lapse(Q(anonymous_issue=issue, action=None), confirmed=proposal)
