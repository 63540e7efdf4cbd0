"""Take back an action of a moderator, whatever its kind."""

from typing import Any

from django.db import transaction

from forum.models import HeldPost, ModerationAction, ProposedAct
from forum.moderation import (
    actions,
    anonymous_issues,
    appeals,
    held_posts,
    locking,
    log,
    merging,
    person_acts,
    post_acts,
    thread_acts,
)
from forum.moderation.conflicts import check_undo
from residents.models import User

Kind = ModerationAction.Kind


class CannotUndo(Exception):
    """What the action changed has changed again since, or is deleted."""


@transaction.atomic
def undo(
    *,
    action: ModerationAction,
    moderator: User,
    reason: str,
    proposal: ProposedAct | None = None,
) -> bool:
    """Take `action` back, tell the person concerned, and uphold an open appeal against it.

    Return False if it was taken back already. Raises `OwnCase` and `CannotUndo`, and what
    `forum.threads.posting` raises for a text that cannot be published any more.
    """
    locked = locking.lock_entry(action)
    if ModerationAction.objects.filter(undoes=locked).exists():
        return False
    check_undo(locked, moderator)
    post = locked.post
    given: dict[str, Any] = {"moderator": moderator, "reason": reason, "proposal": proposal}
    if post is not None and locked.kind == Kind.HIDE:
        return actions.restore_post(post=post, **given)
    if post is not None and locked.kind == Kind.LOCK:
        return thread_acts.unlock(thread=post.thread, **given)
    if post is not None and locked.kind == Kind.PIN:
        return thread_acts.unpin(thread=post.thread, **given)
    if not _revert(locked, moderator):
        raise CannotUndo
    log.record(
        kind=Kind.LIFT if locked.kind in {Kind.SUSPEND, Kind.BAN} else Kind.UNDO,
        post=post,
        person=locked.person,
        undoes=locked,
        **given,
    )
    appeals.close_undone(locked, moderator=moderator, reason=reason)
    return True


def _revert(action: ModerationAction, moderator: User) -> bool:
    """Make the change of `action` undone; return whether that is possible."""
    if action.kind == Kind.MOVE:
        return thread_acts.move_back(action)
    if action.kind == Kind.MERGE:
        return merging.separate(action)
    if action.kind == Kind.REDACT:
        # Nothing is left to put back once the text has changed again: the decision goes alone.
        post_acts.put_back(action)
        return True
    if action.kind in {Kind.SUSPEND, Kind.BAN}:
        # It may have ended by itself.
        person_acts.lift(action)
        return True
    if action.kind == Kind.REFUSE:
        if issue_pk := action.before.get("anonymous_issue"):
            return anonymous_issues.publish_refused(issue_pk, moderator)
        held = HeldPost.objects.filter(pk=action.before.get("held")).first()
        return held is not None and held_posts.publish_refused(held, moderator)
    return action.kind == Kind.WARN
