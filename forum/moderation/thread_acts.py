"""Lock, pin and move threads. Each function is one transaction that also writes the log.

All return whether they changed anything, and raise `PartnerCase`.
"""

from typing import Any

from django.db import transaction

from core.caching.tracking import part
from core.models import Area, Theme
from forum.models import ModerationAction, ProposedAct, Thread
from forum.moderation import appeals, locking, log
from forum.moderation.conflicts import check_partner, check_undo
from forum.threads import kinds, tagging
from forum.threads.search import index_after_commit
from notifications.notices import topics
from residents.models import User

Kind = ModerationAction.Kind


def lock(
    *, thread: Thread, moderator: User, rule: str, reason: str, proposal: ProposedAct | None = None
) -> bool:
    """Let nobody reply in `thread` any more."""
    return _switch(thread, moderator, reason, proposal, Kind.LOCK, rule=rule, is_locked=True)


def unlock(
    *, thread: Thread, moderator: User, reason: str, proposal: ProposedAct | None = None
) -> bool:
    """Let people reply in `thread` again. Raises `OwnCase`."""
    return _switch(
        thread, moderator, reason, proposal, Kind.UNLOCK, undoing=Kind.LOCK, is_locked=False
    )


def pin(
    *, thread: Thread, moderator: User, reason: str, proposal: ProposedAct | None = None
) -> bool:
    """Show `thread` above the lists that it is in."""
    return _switch(thread, moderator, reason, proposal, Kind.PIN, is_pinned=True)


def unpin(
    *, thread: Thread, moderator: User, reason: str, proposal: ProposedAct | None = None
) -> bool:
    """Show `thread` in the order of its activity again."""
    return _switch(
        thread, moderator, reason, proposal, Kind.UNPIN, undoing=Kind.PIN, is_pinned=False
    )


@transaction.atomic
def _switch(
    thread: Thread,
    moderator: User,
    reason: str,
    proposal: ProposedAct | None,
    kind: ModerationAction.Kind,
    *,
    rule: str = "",
    undoing: ModerationAction.Kind | None = None,
    **state: bool,
) -> bool:
    locking.lock_threads(thread.pk)
    first = thread.posts.select_related("author", "thread").get(number=1)
    check_partner(first, moderator)
    undoes = _standing(thread, undoing) if undoing else None
    if undoes is not None:
        check_undo(undoes, moderator)
    with part(topics.thread(thread.pk)):
        opposite = {name: not value for name, value in state.items()}
        if not Thread.objects.filter(pk=thread.pk, **opposite).update(**state):
            return False
    log.record(
        kind=kind,
        post=first,
        moderator=moderator,
        proposal=proposal,
        rule=rule,
        reason=reason,
        undoes=undoes,
    )
    if undoes is not None:
        appeals.close_undone(undoes, moderator=moderator, reason=reason)
    thread.refresh_from_db(fields=list(state))
    return True


@transaction.atomic
def move(
    *,
    thread: Thread,
    theme: Theme | None,
    area: Area | None,
    kind: str,
    moderator: User,
    rule: str,
    reason: str,
    proposal: ProposedAct | None = None,
) -> bool:
    """Give `thread` another theme, area or kind; the lists and filters of tags follow."""
    first = thread.posts.select_related("author", "thread").get(number=1)
    check_partner(first, moderator)
    before = place_of(thread)
    after = {
        "theme": theme.pk if theme else None,
        "area": area.pk if area else None,
        "kind": kind,
    }
    if not _place(thread, before, after):
        return False
    log.record(
        kind=Kind.MOVE,
        post=first,
        moderator=moderator,
        proposal=proposal,
        rule=rule,
        reason=reason,
        before={"from": before, "to": after},
    )
    return True


def move_back(action: ModerationAction) -> bool:
    """Put the thread back to where it was before `action`, if it is where that has put it."""
    assert action.post is not None  # noqa: S101 – a move is of a thread
    return _place(action.post.thread, action.before["to"], action.before["from"])


def place_of(thread: Thread) -> dict[str, Any]:
    """Return theme, area and kind, as the log stores them."""
    return {"theme": thread.theme_id, "area": thread.area_id, "kind": thread.kind}


def _place(
    thread: Thread,
    before: dict[str, Any],
    after: dict[str, Any],
) -> bool:
    if before == after:
        return False
    if after["theme"] is not None and not Theme.objects.filter(pk=after["theme"]).exists():
        return False
    found = locking.lock_threads(thread.pk).get(thread.pk)
    if found is None or place_of(found) != before:
        return False
    columns = after | kinds.take_up(found, after["kind"])
    Thread.objects.filter(pk=thread.pk).update(
        theme_id=columns.pop("theme"), area_id=columns.pop("area"), **columns
    )
    thread.refresh_from_db()
    tagging.copy_columns(thread)
    index_after_commit(thread.pk)
    return True


def _standing(thread: Thread, kind: ModerationAction.Kind) -> ModerationAction | None:
    """Return the last action of that kind that nobody has taken back."""
    found = ModerationAction.objects.filter(post__thread=thread, kind=kind, undone_by=None)
    return found.select_related("appeal", "post__thread").order_by("-pk").first()
