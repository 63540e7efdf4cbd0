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
from forum.models import (
    AnonymousIssue,
    HeldPost,
    ModerationAction,
    Post,
    ProposedAct,
    Thread,
    UnloggedAct,
)
from forum.moderation import (
    actions,
    anonymous_issues,
    held_posts,
    lapsing,
    locking,
    merging,
    person_acts,
    post_acts,
    reports,
    thread_acts,
)
from forum.moderation.conflicts import (
    OwnCase,
    PartnerCase,
    check_anonymous_issue,
    check_held,
    check_undo,
    check_undo_of_own,
    partners_concerned,
)
from forum.moderation.undo import CannotUndo, undo
from residents.models import User

Kind = ModerationAction.Kind
Target = HeldPost | AnonymousIssue | ModerationAction
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


def find_open_about(target: Target) -> list[ProposedAct]:
    """Return the open proposals about a held text, an issue without an account, or taking back."""
    return list(ProposedAct.objects.open().filter(**_columns(target)))


def propose(
    *, kind: str, post: Post, moderator: User, partner_id: int, given: dict[str, Any]
) -> tuple[ProposedAct, bool]:
    """Propose the act to the other moderators; return the proposal, and whether it is new.

    `given` is what the form of the act gives. There is one open proposal of each kind and target.
    Raises `OwnCase`.
    """
    if kind in ON_PERSON and post.author_id == moderator.pk:
        raise OwnCase
    if kind == UnloggedAct.DISMISS and post.author_id == moderator.pk:
        raise OwnCase
    target = target_of(kind, post)
    columns = {
        "post": target,
        "until": given.get("until"),
        "body": given.get("body", ""),
        "details": _details(kind, target, given),
    }
    return _store(kind, columns, moderator, partner_id, given)


def propose_about(
    *, kind: str, target: Target, moderator: User, partner_id: int, given: dict[str, Any]
) -> tuple[ProposedAct, bool]:
    """Propose to publish or to refuse a text that waits, or to take an entry of the log back.

    Raises `OwnCase`, also while a complaint about the entry waits: that is decided instead.
    """
    if isinstance(target, ModerationAction):
        check_undo_of_own(target, moderator)
        appeal = getattr(target, "appeal", None)
        if appeal is not None and appeal.is_open:
            raise OwnCase
    elif isinstance(target, HeldPost) and target.author_id == moderator.pk:
        raise OwnCase
    return _store(kind, _columns(target), moderator, partner_id, given)


def _columns(target: Target) -> dict[str, Any]:
    if isinstance(target, HeldPost):
        return {"held": target, "action": None}
    if isinstance(target, AnonymousIssue):
        return {"anonymous_issue": target, "action": None}
    if target.post is not None:
        return {"post": target.post, "action": target}
    if issue := target.before.get("anonymous_issue"):
        return {"anonymous_issue_id": issue, "action": target}
    return {"held_id": target.before.get("held"), "action": target}


def _store(
    kind: str, columns: dict[str, Any], moderator: User, partner_id: int, given: dict[str, Any]
) -> tuple[ProposedAct, bool]:
    try:
        with transaction.atomic():
            proposal = ProposedAct.objects.create(
                kind=kind,
                proposer=moderator,
                partner_id=partner_id,
                rule=given.get("rule", ""),
                reason=given["reason"],
                **columns,
            )
            moderator_notices.notify_of_proposal(proposal)
    except IntegrityError:
        targets = ("post", "held", "held_id", "anonymous_issue", "anonymous_issue_id", "action")
        about = {name: columns[name] for name in targets if name in columns}
        found = ProposedAct.objects.open().filter(kind=kind, **about).first()
        if found is None:
            raise
        return found, False
    return proposal, True


def check_may_decide(proposal: ProposedAct, moderator: User) -> None:
    """Raise `OwnCase` unless `moderator` is another than those concerned."""
    target = proposal.target
    if moderator.pk in {proposal.proposer_id, proposal.author_id}:
        raise OwnCase
    if proposal.action is not None:
        check_undo(proposal.action, moderator)
    elif isinstance(target, HeldPost):
        check_held(target, moderator)
    elif isinstance(target, AnonymousIssue):
        check_anonymous_issue(target, moderator)
    elif partners_in_case(proposal.kind, target, moderator, other_thread(proposal)):
        raise PartnerCase


def other_thread(proposal: ProposedAct) -> Thread | None:
    """Return the thread into which the proposal merges another."""
    into = proposal.details.get("into")
    return Thread.objects.filter(pk=into).first() if into else None


@transaction.atomic
def confirm(*, proposal: ProposedAct, moderator: User) -> ProposedAct | None:
    """Do what is proposed, once, and return the proposal: done, or lapsed if it is too late.

    Return None if somebody has decided already. Raises `OwnCase`, `NotPossible`, `CannotMerge`, and
    what `forum.threads.posting` raises for a text that cannot be published.
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


@transaction.atomic
def withdraw(*, proposal: ProposedAct, proposer: User) -> bool:
    """Take one's own open proposal back; return False if it was decided. Raises `OwnCase`."""
    if proposal.proposer_id != proposer.pk:
        raise OwnCase
    current = _waiting(proposal)
    return current is not None and lapsing.close(current, ProposedAct.State.WITHDRAWN)


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
    """Lock what the act locks, in its order, so that the proposal can be locked last."""
    if proposal.action is not None:
        locking.lock_entry(proposal.action)
    if proposal.post is not None:
        locking.lock_threads(proposal.post.thread_id, proposal.details.get("into"))
        if proposal.kind in ON_PERSON:
            locking.lock_person(proposal.post.author_id)
    elif proposal.held is not None:
        held_posts.lock(HeldPost.objects.all(), proposal.held)
    elif proposal.anonymous_issue is not None:
        issues = AnonymousIssue.objects.filter(pk=proposal.anonymous_issue.pk)
        list(issues.select_for_update(of=("self",), no_key=True))


def _waiting(proposal: ProposedAct) -> ProposedAct | None:
    waiting = ProposedAct.objects.open().select_for_update(of=("self",), no_key=True)
    related = ("post__thread", "post__author", "held__author", "held__thread", "anonymous_issue")
    rows = waiting.select_related("proposer", "action__post__thread", *related)
    return rows.filter(pk=proposal.pk).first()


def _is_current(proposal: ProposedAct) -> bool:
    """Return whether the post is as the proposer has seen it, where that matters."""
    details, post = proposal.details, proposal.post
    if post is None or proposal.action is not None:
        return True
    if proposal.kind == Kind.REDACT:
        return bool(details["seen"] == _version(post))
    if proposal.kind == Kind.MOVE:
        return bool(details["from"] == thread_acts.place_of(post.thread))
    if proposal.kind == Kind.SUSPEND:
        return proposal.until is not None and proposal.until > timezone.now()
    return True


def _run(proposal: ProposedAct, moderator: User) -> bool:
    """Do what is proposed; return whether that changed anything."""
    plain: dict[str, Any] = {
        "moderator": moderator,
        "proposal": proposal,
        "reason": proposal.reason,
    }
    ruled = plain | {"rule": proposal.rule}
    if proposal.action is not None:
        try:
            return undo(action=proposal.action, **plain)
        except CannotUndo:
            return False
    is_approval = proposal.kind == UnloggedAct.APPROVE
    silent: dict[str, Any] = {"moderator": moderator, "proposal": proposal}
    if (held := proposal.held) is not None:
        if is_approval:
            return held_posts.approve(held=held, **silent)
        return held_posts.refuse(held=held, **ruled)
    if (issue := proposal.anonymous_issue) is not None:
        if is_approval:
            return anonymous_issues.approve(issue=issue, **silent) is not None
        return anonymous_issues.refuse(issue=issue, **ruled)
    assert proposal.post is not None  # noqa: S101 – a constraint holds it
    if proposal.kind == UnloggedAct.DISMISS:
        return bool(reports.dismiss(post=proposal.post, answer=proposal.reason, **silent))
    return _run_on_post(proposal, proposal.post, plain, ruled)


def _run_on_post(
    proposal: ProposedAct, post: Post, plain: dict[str, Any], ruled: dict[str, Any]
) -> bool:
    thread, details = post.thread, proposal.details
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
