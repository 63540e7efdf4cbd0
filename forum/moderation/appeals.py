"""Appeal against decisions, and decide about appeals. (DSA, art. 20)

Another moderator than the first decides. Each function is one transaction that also writes mails.
"""

import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from forum import decision_notices, moderator_notices
from forum.models import Appeal, ModerationAction
from forum.moderation import locking
from forum.moderation.conflicts import OwnCase, check_partner
from notifications.delivery import outbox
from residents.models import User


class NoAppeal(Exception):
    """The decision is none that this person can appeal against, or the time for it is over."""


def may_appeal(action: ModerationAction, person: User) -> bool:
    """Return whether `person` can appeal against `action` now."""
    return (
        action.person_id == person.pk
        and action.is_restriction
        and action.moderator_id != person.pk
        and not action.is_undone
        and action.created_at > timezone.now() - datetime.timedelta(days=settings.APPEAL_DAYS)
        and not hasattr(action, "appeal")
    )


def appeal(*, action: ModerationAction, author: User, text: str) -> bool:
    """Appeal against `action`, once; return False if there is an appeal. Raises `NoAppeal`."""
    if hasattr(action, "appeal") and action.person_id == author.pk:
        return False
    if not may_appeal(action, author):
        raise NoAppeal
    try:
        with transaction.atomic():
            # Another moderator may be taking it back.
            if locking.lock_entry(action).is_undone:
                raise NoAppeal
            made = Appeal.objects.create(
                action=action, author=author, first_moderator_id=action.moderator_id, text=text
            )
            moderator_notices.notify_of_appeal(made)
    except IntegrityError:
        if Appeal.objects.filter(action=action).exists():
            return False
        raise
    return True


def check_may_decide(appealed: Appeal, moderator: User) -> None:
    """Raise `OwnCase` if `moderator` is not another than those concerned."""
    first = {appealed.first_moderator_id, appealed.action.proposer_id}
    if moderator.pk in first | {appealed.author_id}:
        raise OwnCase
    check_partner(appealed.action.post, moderator)


@transaction.atomic
def reject(*, appealed: Appeal, moderator: User, answer: str) -> bool:
    """Let the decision stand, and answer the author; False if it was decided. Raises `OwnCase`."""
    check_may_decide(appealed, moderator)
    return _close(appealed.action, Appeal.State.REJECTED, moderator, answer)


def close_undone(action: ModerationAction, *, moderator: User, reason: str) -> None:
    """Close the appeal against an action that `moderator` has taken back, if there is one."""
    _close(action, Appeal.State.UPHELD, moderator, reason)


def _close(action: ModerationAction, state: Appeal.State, moderator: User, answer: str) -> bool:
    waiting = Appeal.objects.open().filter(action=action)
    changed = waiting.order_by().update(
        state=state, decided_by=moderator, decided_at=timezone.now(), answer=answer
    )
    if not changed:
        return False
    closed = Appeal.objects.select_related("action__post__thread", "author").get(action=action)
    moderator_notices.withdraw(closed)
    # The mail about what is taken back is the answer, too.
    if state == Appeal.State.REJECTED and closed.author and closed.author.is_active:
        _mail(closed, closed.author)
        decision_notices.notify_of_appeal(closed.action)
    return True


def _mail(closed: Appeal, author: User) -> None:
    with translation.override(author.language):
        outbox.put(
            key=f"appeal:{closed.pk}",
            to=author.email,
            template="forum/mail/appeal_rejected",
            context={
                "appeal": closed,
                "action": closed.action,
                "url": settings.BASE_URL + closed.action.get_absolute_url(),
            },
            language=author.language,
            scope="notices",
            user=author,
            must_reach=True,
        )
