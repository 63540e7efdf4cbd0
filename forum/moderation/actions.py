"""Hide and restore posts. Each action is one transaction that also writes the author's mail."""

from django.db import transaction

from forum import notices
from forum.house_rules import HouseRule
from forum.meetups.changing import follow_visibility
from forum.models import ModerationAction, Post, PostReport, ProposedAct, Thread
from forum.moderation import appeals, locking, log, reports
from forum.moderation.conflicts import OwnCase, PartnerCase, check_partner, check_undo
from forum.threads.list_summary import write_excerpt, write_last_writer, write_thanks
from forum.threads.search import index_after_commit
from residents.models import User

__all__ = ["OwnCase", "PartnerCase", "hide_post", "restore_post"]


def hide_post(
    *,
    post: Post,
    moderator: User,
    reason: str,
    rule: str = HouseRule.OTHER.value,
    proposal: ProposedAct | None = None,
) -> bool:
    """Hide `post`, or the whole thread if it is the first one; return whether anything changed.

    The author gets the reason by mail. (DSA, art. 17) Raises `PartnerCase`.
    """
    check_partner(post, moderator)
    return _moderate(post, moderator, reason, proposal, rule=rule)


def restore_post(
    *, post: Post, moderator: User, reason: str, proposal: ProposedAct | None = None
) -> bool:
    """Show a hidden `post` again and mail its author; return whether anything changed.

    Raises `OwnCase`: somebody else decides about the author's complaint. (DSA, art. 20)
    """
    if post.is_own_case_of(moderator):
        raise OwnCase
    check_partner(post, moderator)
    return _moderate(post, moderator, reason, proposal)


def last_hiding(post: Post) -> ModerationAction | None:
    """Return the entry of the log that hides `post` now."""
    hidings = post.moderation_actions.filter(kind=ModerationAction.Kind.HIDE, undone_by=None)
    return hidings.select_related("appeal", "post").order_by("-pk").first()


@transaction.atomic
def _moderate(
    post: Post, moderator: User, reason: str, proposal: ProposedAct | None, *, rule: str = ""
) -> bool:
    """Hide `post` for breaking `rule`, or show it again without one."""
    locking.lock_threads(post.thread_id)
    hide = bool(rule)
    undoes = None if hide else last_hiding(post)
    if undoes is not None:
        check_undo(undoes, moderator)
    changed = Post.objects.filter(pk=post.pk, is_hidden=not hide).update(
        is_hidden=hide, hidden_reason=reason if hide else ""
    )
    if not changed:
        return False
    post.refresh_from_db()
    if post.number == 1:
        # What is withdrawn or merged stays out of the lists.
        threads = Thread.objects.filter(pk=post.thread_id, withdrawn_at=None, merged_into=None)
        if threads.update(is_hidden=hide):
            follow_visibility(post.thread, is_hidden=hide)
    if hide:
        Thread.objects.filter(pk=post.thread_id, answer=post).update(answer=None)
        notices.withdraw(post)
    kind = ModerationAction.Kind.HIDE if hide else ModerationAction.Kind.RESTORE
    log.record(
        kind=kind,
        post=post,
        moderator=moderator,
        proposal=proposal,
        rule=rule,
        reason=reason,
        undoes=undoes,
    )
    if hide:
        reports.decide(post=post, state=PostReport.State.UPHELD, moderator=moderator)
    elif undoes is not None:
        appeals.close_undone(undoes, moderator=moderator, reason=reason)
    write_excerpt(post)
    write_thanks(post)
    write_last_writer(post.thread_id)
    index_after_commit(post.thread_id)
    return True
