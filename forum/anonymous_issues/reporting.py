"""Report an issue without an account, confirm it, and forget it again."""

import datetime
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from core import repeats
from core.models import Area, Theme
from core.text.normalization import email_key
from forum import moderator_notices
from forum.anonymous_issues import mails
from forum.models import AnonymousIssue, IssueStatus
from forum.models.issue_status import CLOSED

_State = AnonymousIssue.State


def report(
    *,
    name: str,
    email: str,
    title: str,
    body: str,
    theme: Theme | None,
    area: Area | None,
    place: Mapping[str, str],
    language: str,
    submission: uuid.UUID | None = None,
) -> bool:
    """Keep an issue until its address is confirmed, and mail the link; False for a repetition."""
    address = email_key(email)
    same = Q(email=address, title=title, body=body, created_at__gte=repeats.window_start())
    if submission is not None:
        same |= Q(submission=submission)
    if AnonymousIssue.objects.filter(same).exists():
        return False
    try:
        with transaction.atomic():
            issue = AnonymousIssue.objects.create(
                name=name,
                email=address,
                title=title,
                body=body,
                theme=theme,
                area=area,
                place=dict(place),
                language=language,
                submission=submission,
            )
            mails.mail_confirm(issue)
    except IntegrityError:
        # Another request with the same submission was faster.
        if AnonymousIssue.objects.filter(submission=submission).exists():
            return False
        raise
    return True


@transaction.atomic
def confirm(issue: AnonymousIssue) -> bool:
    """Confirm the address and hand the issue to the moderators; False if that was done."""
    unconfirmed = AnonymousIssue.objects.filter(pk=issue.pk, confirmed_at=None)
    if not unconfirmed.update(confirmed_at=timezone.now()):
        return False
    issue.refresh_from_db()
    moderator_notices.notify_of_anonymous_issue(issue)
    return True


def stop_mails(pk: int) -> None:
    """Forget the address of an issue. One that is not published is deleted with its text."""
    AnonymousIssue.objects.filter(pk=pk).delete()


def has_address(pk: int) -> bool:
    """Return whether the address of that issue is kept."""
    return AnonymousIssue.objects.filter(pk=pk).exists()


def delete_old() -> int:
    """Delete what nobody has confirmed, what was refused, and the addresses of closed issues.

    Return how many.
    """
    now = timezone.now()
    unconfirmed = now - datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS)
    decided = now - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS)
    still_open = [each.value for each in IssueStatus if each not in CLOSED]
    approved = AnonymousIssue.objects.filter(state=_State.APPROVED, decided_at__lt=decided)
    # `changed_at` is when it was closed; a thread of another kind has no status.
    closed = approved.exclude(thread__status__in=still_open).exclude(
        thread__issue__changed_at__gte=decided
    )
    # A withdrawn or deleted thread has no issue to hear of.
    gone = approved.filter(thread=None)
    old = (
        AnonymousIssue.objects.filter(confirmed_at=None, created_at__lt=unconfirmed),
        AnonymousIssue.objects.filter(state=_State.REFUSED, decided_at__lt=decided),
        closed,
        gone,
    )
    return sum(each.delete()[0] for each in old)
