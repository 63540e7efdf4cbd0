"""Merge a thread that repeats another into that one, and take it back.

The posts stay where they are, so that numbers, permalinks and quotations hold and nothing has to be
moved back: the thread is only taken out of the lists, and its address leads to the other one.
"""

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from forum import merge_notices, notices
from forum.models import HeldPost, Issue, MeToo, ModerationAction, ProposedAct, Thread
from forum.moderation import locking, log
from forum.moderation.conflicts import check_partner
from forum.threads.search import index_after_commit
from notifications.notices import follows, topics
from residents.models import User


class Refusal(models.TextChoices):
    """Why a thread cannot be merged into another."""

    SAME = "same", _("That is the same thread.")
    HIDDEN = "hidden", _("This thread is hidden, withdrawn or merged already.")
    OTHER_HIDDEN = "other_hidden", _("The other thread is hidden, so nobody could read on there.")
    OTHER_WITHDRAWN = "other_withdrawn", _("Whoever started the other thread has withdrawn it.")
    OTHER_MERGED = "other_merged", _("The other thread was merged into a third one meanwhile.")
    HAS_MERGED = (
        "has_merged",
        _("Other threads were merged into this one. Merge the other thread into it instead."),
    )
    MEETUP = "meetup", _("People vote or sign up in this thread, so it cannot be merged.")
    CAMPAIGN = "campaign", _("This thread is a part of a campaign, so it cannot be merged.")
    HELP = "help", _("Neighbours write to each other about this thread. It cannot be merged.")
    HELD = "held", _("Texts in this thread wait for approval. Decide about them first.")
    ISSUE = "issue", _("An issue can only be merged into another issue.")


class CannotMerge(Exception):
    """The threads cannot be merged; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def refusal(duplicate: Thread, other: Thread) -> Refusal | None:
    """Return why `duplicate` cannot be merged into `other`, or None."""
    if duplicate.pk == other.pk:
        return Refusal.SAME
    if duplicate.is_hidden:
        return Refusal.HIDDEN
    if other.merged_into_id is not None:
        return Refusal.OTHER_MERGED
    if other.withdrawn_at is not None:
        return Refusal.OTHER_WITHDRAWN
    if other.is_hidden:
        return Refusal.OTHER_HIDDEN
    found = {
        Refusal.HAS_MERGED: duplicate.merged_threads.exists(),
        Refusal.MEETUP: duplicate.polls.exists() or duplicate.meetups.exists(),
        Refusal.CAMPAIGN: hasattr(duplicate, "campaign_link"),
        Refusal.HELP: duplicate.conversations.exists(),
        Refusal.HELD: HeldPost.objects.waiting().filter(thread=duplicate).exists(),
        Refusal.ISSUE: bool(duplicate.status) and not other.status,
    }
    return next((each for each, is_so in found.items() if is_so), None)


@transaction.atomic
def merge(
    *,
    duplicate: Thread,
    other: Thread,
    moderator: User,
    reason: str,
    proposal: ProposedAct | None = None,
) -> bool:
    """Merge `duplicate` into `other`; return False if that was done already.

    It breaks no house rule to start a thread that exists already, so the decision names none.
    The followers of `duplicate` follow `other` from now on, and are told once; its starter gets
    the statement of reasons. Raises `CannotMerge` and `PartnerCase`.
    """
    threads = locking.lock_threads(duplicate.pk, other.pk)
    duplicate, other = threads[duplicate.pk], threads[other.pk]
    if duplicate.pk != other.pk and duplicate.merged_into_id == other.pk:
        return False
    for thread in (duplicate, other):
        check_partner(thread.posts.select_related("author", "thread").get(number=1), moderator)
    if found := refusal(duplicate, other):
        raise CannotMerge(found)
    Thread.objects.filter(pk=duplicate.pk).update(is_hidden=True, merged_into=other)
    duplicate.refresh_from_db()
    first = duplicate.posts.select_related("author", "thread").get(number=1)
    notices.withdraw(first)
    action = log.record(
        kind=ModerationAction.Kind.MERGE,
        post=first,
        moderator=moderator,
        proposal=proposal,
        reason=reason,
        before={
            "into": other.pk,
            "follows": follows.carry_over(topics.thread(duplicate.pk), topics.thread(other.pk)),
            "me_toos": _carry_me_toos(duplicate, other),
        },
    )
    merge_notices.notify(action, duplicate, other)
    index_after_commit(duplicate.pk)
    return True


def separate(action: ModerationAction) -> bool:
    """Undo the merge of `action`; return False if its thread is not merged into the other now."""
    assert action.post is not None  # noqa: S101 – a merge is of a thread
    duplicate_pk, other_pk = action.post.thread_id, action.before["into"]
    if locking.lock_threads(duplicate_pk, other_pk)[duplicate_pk].merged_into_id != other_pk:
        return False
    first = action.post.thread.posts.get(number=1)
    # A moderator may have hidden it since.
    Thread.objects.filter(pk=duplicate_pk).update(merged_into=None, is_hidden=first.is_hidden)
    # Who has written in the other thread since follows it for that.
    writers = Thread.objects.get(pk=other_pk).posts.exclude(author=None).values("author")
    follows.take_back(action.before["follows"], keep=writers)
    gone, _by_model = MeToo.objects.filter(pk__in=action.before["me_toos"]).delete()
    Issue.objects.filter(pk=other_pk).update(me_too_count=F("me_too_count") - gone)
    merge_notices.withdraw(action)
    index_after_commit(duplicate_pk)
    return True


def _carry_me_toos(duplicate: Thread, other: Thread) -> list[int]:
    """Count those who see the one issue, its reporter too, for the other, each person once.

    Those whose accounts are erased are not: nobody knows any more whether they are counted there.
    """
    if not (duplicate.status and other.status):
        return []
    people = MeToo.objects.filter(issue=duplicate.pk).values_list("user", flat=True)
    counted = MeToo.objects.filter(issue=other.pk).values_list("user", flat=True)
    missing = {duplicate.author_id, *people} - {other.author_id, *counted}
    added = sorted(pk for pk in missing if pk is not None)
    made = [MeToo.objects.create(issue_id=other.pk, user_id=pk).pk for pk in added]
    Issue.objects.filter(pk=other.pk).update(me_too_count=F("me_too_count") + len(made))
    return made
