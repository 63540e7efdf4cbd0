"""Let proposed acts lapse once something else was decided about the same."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from forum import moderator_notices, proposal_notices
from forum.models import ModerationAction, ProposedAct

Kind = ModerationAction.Kind
# Acts that decide about the same: a proposal of one lapses once another is done.
_ABOUT_POST = (
    frozenset({Kind.HIDE, Kind.RESTORE}),
    frozenset({Kind.REDACT}),
    frozenset({Kind.WARN}),
)
_ABOUT_THREAD = (
    frozenset({Kind.LOCK, Kind.UNLOCK}),
    frozenset({Kind.PIN, Kind.UNPIN}),
    frozenset({Kind.MOVE}),
    frozenset({Kind.MERGE}),
)
_ABOUT_PERSON = frozenset({Kind.SUSPEND, Kind.BAN, Kind.LIFT})


def lapse_decided(action: ModerationAction, *, confirmed: ProposedAct | None = None) -> None:
    """Let the open proposals lapse that `action` decides about, or takes back.

    The one that is `confirmed` by it stays open: whoever confirms it closes it.
    """
    decided = action.undoes if action.kind == Kind.UNDO and action.undoes else action
    kind = Kind(decided.kind)
    same = Q()
    if kind in _ABOUT_PERSON and action.person_id is not None:
        same = Q(kind__in=_ABOUT_PERSON, post__author=action.person_id)
    elif action.post is not None:
        for kinds in _ABOUT_POST:
            if kind in kinds:
                same = Q(kind__in=kinds, post=action.post_id)
        for kinds in _ABOUT_THREAD:
            if kind in kinds:
                same = Q(kind__in=kinds, post__thread=action.post.thread_id)
        if kind == Kind.HIDE and action.post.number == 1:
            same |= Q(kind=Kind.MERGE, post__thread=action.post.thread_id)
    if action.undoes_id is not None:
        same |= Q(action=action.undoes_id)
    if same:
        lapse(same, confirmed=confirmed)


def lapse(about: Q, *, confirmed: ProposedAct | None = None) -> None:
    """Let the open proposals lapse that are `about` something, but for the `confirmed` one."""
    for proposal in _others(confirmed).filter(about):
        close(proposal, ProposedAct.State.LAPSED)


def _others(confirmed: ProposedAct | None) -> QuerySet[ProposedAct]:
    found = ProposedAct.objects.open()
    return found.exclude(pk=confirmed.pk) if confirmed else found


def close(proposal: ProposedAct, state: ProposedAct.State) -> bool:
    """Give an open proposal another state and tell its proposer; False if it is not open.

    Set `decided_by` and `answer` before. Call it in the transaction of the change.
    """
    open_rows = ProposedAct.objects.filter(pk=proposal.pk, state=ProposedAct.State.OPEN)
    proposal.state, proposal.decided_at = state, timezone.now()
    # The text that was proposed stands in the post now, or nowhere.
    changed = open_rows.update(
        state=state,
        decided_at=proposal.decided_at,
        decided_by=proposal.decided_by,
        answer=proposal.answer,
        body="",
    )
    if changed:
        moderator_notices.withdraw(proposal)
        if state != ProposedAct.State.WITHDRAWN:
            proposal_notices.notify(proposal)
    return bool(changed)
