"""Propose acts that one may not decide alone, and decide about the proposals of others.

A moderator who belongs to a partner proposes what concerns that partner; one who does not belong to
it confirms or declines. Each function is one transaction that also writes the notices.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Area, Theme
from forum import moderator_notices
from forum.models import ModerationAction, Post, ProposedAct, Thread
from forum.moderation import actions, lapsing, locking, merging, person_acts, post_acts, thread_acts
from forum.moderation.conflicts import OwnCase, PartnerCase, partners_concerned
from residents.models import User

Kind = ModerationAction.Kind
ON_THREAD = frozenset({Kind.LOCK, Kind.UNLOCK, Kind.PIN, Kind.UNPIN, Kind.MOVE, Kind.MERGE})
ON_PERSON = frozenset({Kind.WARN, Kind.SUSPEND, Kind.BAN})
# A merge that is refused for one of these is not possible later either.
_LASTING = frozenset(
    {
        merging.Refusal.HIDDEN,
        merging.Refusal.OTHER_HIDDEN,
        merging.Refusal.OTHER_WITHDRAWN,
        merging.Refusal.OTHER_MERGED,
    }
)


def target_of(kind: str, post: Post) -> Post:
    """Return the post for which an act of that kind is logged: of a whole thread, the first."""
    if kind not in ON_THREAD or post.number == 1:
        return post
    first: Post = post.thread.posts.select_related("author", "thread").get(number=1)
    return first


def partners_in_case(
    kind: str, post: Post, moderator: User, other: Thread | None = None
) -> set[int]:
    """Return the partners of `moderator` because of which they may only propose the act.

    `other` is the thread into which the one of `post` is merged. No query for a moderator without
    a partner.
    """
    if not moderator.partner_ids:
        return set()
    posts = [target_of(kind, post)]
    if other is not None:
        posts += other.posts.select_related("author", "thread").filter(number=1)
    concerned: set[int] = set()
    for each in posts:
        concerned |= partners_concerned(each, moderator) - {each.partner_id}
    return concerned


def find_open(kind: str, post: Post) -> ProposedAct | None:
    """Return the open proposal of such an act about `post` or its thread."""
    return ProposedAct.objects.open().filter(post=target_of(kind, post), kind=kind).first()


def propose(
    *, kind: str, post: Post, moderator: User, partner_id: int, given: dict[str, Any]
) -> tuple[ProposedAct, bool]:
    """Propose the act to the other moderators; return the proposal, and whether it is new.

    `given` is what the form of the act gives. There is one open proposal of each kind and target.
    Raises `OwnCase`.
    """
    if kind in ON_PERSON and post.author_id == moderator.pk:
        raise OwnCase
    target = target_of(kind, post)
    try:
        with transaction.atomic():
            proposal = ProposedAct.objects.create(
                kind=kind,
                post=target,
                proposer=moderator,
                partner_id=partner_id,
                rule=given.get("rule", ""),
                reason=given["reason"],
                until=given.get("until"),
                body=given.get("body", ""),
                details=_details(kind, target, given),
            )
            moderator_notices.notify_of_proposal(proposal)
    except IntegrityError:
        found = find_open(kind, post)
        if found is None:
            raise
        return found, False
    return proposal, True


def check_may_decide(proposal: ProposedAct, moderator: User) -> None:
    """Raise `OwnCase` unless `moderator` is another than those concerned."""
    post = proposal.post
    if moderator.pk in {proposal.proposer_id, post.author_id}:
        raise OwnCase
    if partners_in_case(proposal.kind, post, moderator, other_thread(proposal)):
        raise PartnerCase


def other_thread(proposal: ProposedAct) -> Thread | None:
    """Return the thread into which the proposal merges another."""
    into = proposal.details.get("into")
    return Thread.objects.filter(pk=into).first() if into else None


@transaction.atomic
def confirm(*, proposal: ProposedAct, moderator: User) -> ProposedAct | None:
    """Do what is proposed, once, and return the proposal: done, or lapsed if it is too late.

    Return None if somebody has decided already. Raises `OwnCase`, `NotPossible`, `CannotMerge`.
    """
    check_may_decide(proposal, moderator)
    _lock(proposal)
    current = _waiting(proposal)
    if current is None:
        return None
    if _is_current(current) and _run(current, moderator):
        current.decided_by = moderator
        lapsing.close(current, ProposedAct.State.DONE)
    else:
        lapsing.close(current, ProposedAct.State.LAPSED)
    return current


@transaction.atomic
def decline(*, proposal: ProposedAct, moderator: User, answer: str) -> bool:
    """Leave it, with a word to the proposer; return False if it was decided. Raises `OwnCase`."""
    check_may_decide(proposal, moderator)
    _lock(proposal)
    current = _waiting(proposal)
    if current is None:
        return False
    current.decided_by, current.answer = moderator, answer
    return lapsing.close(current, ProposedAct.State.DECLINED)


def delete_decided() -> int:
    """Delete the proposals that were decided `ERASED_HISTORY_DAYS` ago; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS)
    deleted, _by_model = ProposedAct.objects.filter(decided_at__lt=limit).delete()
    return deleted


def _details(kind: str, post: Post, given: dict[str, Any]) -> dict[str, Any]:
    """Return what else the act needs, and by what to see that it is too late for it."""
    if kind == Kind.REDACT:
        return {"pictures": given.get("pictures", []), "seen": _version(post)}
    if kind == Kind.MOVE:
        theme, area = given["theme"], given["area"]
        to = {"theme": theme and theme.pk, "area": area and area.pk, "kind": given["kind"]}
        return {"from": thread_acts.place_of(post.thread), "to": to}
    if kind == Kind.MERGE:
        return {"into": given["into"].pk}
    return {}


def _version(post: Post) -> str:
    return post.edited_at.isoformat() if post.edited_at else ""


def _lock(proposal: ProposedAct) -> None:
    """Lock threads, then the person, as the acts do, so that the proposal can be locked last."""
    locking.lock_threads(proposal.post.thread_id, proposal.details.get("into"))
    if proposal.kind in ON_PERSON:
        locking.lock_person(proposal.post.author_id)


def _waiting(proposal: ProposedAct) -> ProposedAct | None:
    waiting = ProposedAct.objects.open().select_for_update(of=("self",), no_key=True)
    rows = waiting.select_related("post__thread", "post__author", "proposer")
    return rows.filter(pk=proposal.pk).first()


def _is_current(proposal: ProposedAct) -> bool:
    """Return whether the post is as the proposer has seen it, where that matters."""
    details, post = proposal.details, proposal.post
    if proposal.kind == Kind.REDACT:
        return bool(details["seen"] == _version(post))
    if proposal.kind == Kind.MOVE:
        return bool(details["from"] == thread_acts.place_of(post.thread))
    if proposal.kind == Kind.SUSPEND:
        return proposal.until is not None and proposal.until > timezone.now()
    return True


def _run(proposal: ProposedAct, moderator: User) -> bool:
    """Do what is proposed; return whether that changed anything."""
    post, thread, details = proposal.post, proposal.post.thread, proposal.details
    plain: dict[str, Any] = {
        "moderator": moderator,
        "proposal": proposal,
        "reason": proposal.reason,
    }
    ruled = plain | {"rule": proposal.rule}
    match Kind(proposal.kind):
        case Kind.HIDE:
            return actions.hide_post(post=post, **ruled)
        case Kind.RESTORE:
            return actions.restore_post(post=post, **plain)
        case Kind.REDACT:
            pictures = details["pictures"]
            return post_acts.redact(post=post, body=proposal.body, pictures=pictures, **ruled)
        case Kind.LOCK:
            return thread_acts.lock(thread=thread, **ruled)
        case Kind.UNLOCK:
            return thread_acts.unlock(thread=thread, **plain)
        case Kind.PIN:
            return thread_acts.pin(thread=thread, **plain)
        case Kind.UNPIN:
            return thread_acts.unpin(thread=thread, **plain)
        case Kind.MOVE:
            return _move(thread, details["to"], ruled)
        case Kind.MERGE:
            return _merge(thread, other_thread(proposal), plain)
        case Kind.WARN:
            return person_acts.warn(post=post, **ruled)
        case Kind.SUSPEND | Kind.BAN:
            return person_acts.suspend(post=post, until=proposal.until, **ruled)
    raise ValueError(f"Nobody can propose {proposal.kind}.")


def _move(thread: Thread, to: dict[str, Any], given: dict[str, Any]) -> bool:
    theme = Theme.objects.filter(pk=to["theme"]).first()
    area = Area.objects.filter(pk=to["area"]).first()
    if (theme and theme.pk, area and area.pk) != (to["theme"], to["area"]):
        return False
    return thread_acts.move(thread=thread, theme=theme, area=area, kind=to["kind"], **given)


def _merge(thread: Thread, other: Thread | None, given: dict[str, Any]) -> bool:
    if other is None:
        return False
    try:
        return merging.merge(duplicate=thread, other=other, **given)
    except merging.CannotMerge as refused:
        if refused.refusal in _LASTING:
            return False
        raise
