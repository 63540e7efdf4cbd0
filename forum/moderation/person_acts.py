"""Warn, suspend and exclude people. Each function is one transaction that also writes the log."""

import datetime

from django.db import transaction

from forum.models import ModerationAction, Post, ProposedAct
from forum.moderation import locking, log
from forum.moderation.conflicts import OwnCase, check_partner
from residents import suspensions
from residents.models import Suspension, User

Kind = ModerationAction.Kind


class NotPossible(Exception):
    """The person is a moderator, or has left: administrators decide about moderators."""


@transaction.atomic
def warn(
    *, post: Post, moderator: User, rule: str, reason: str, proposal: ProposedAct | None = None
) -> bool:
    """Warn the author of `post`; return False if they are warned of it already.

    Raises `OwnCase` and `NotPossible`.
    """
    person = _lock(post, moderator)
    warned = ModerationAction.objects.filter(post=post, kind=Kind.WARN, undone_by=None)
    if warned.exists():
        return False
    log.record(
        kind=Kind.WARN,
        post=post,
        person=person,
        moderator=moderator,
        proposal=proposal,
        rule=rule,
        reason=reason,
    )
    return True


@transaction.atomic
def suspend(
    *,
    post: Post,
    moderator: User,
    rule: str,
    reason: str,
    until: datetime.datetime | None,
    proposal: ProposedAct | None = None,
) -> bool:
    """Stop the author of `post` from writing until then, or for good with None.

    Return False if they are stopped for as long already. Raises `OwnCase` and `NotPossible`.
    """
    person = _lock(post, moderator)
    current = Suspension.objects.in_force().filter(user=person).first()
    if current is not None and (
        current.until is None or (until is not None and until <= current.until)
    ):
        return False
    action = log.record(
        kind=Kind.SUSPEND if until else Kind.BAN,
        post=post,
        person=person,
        moderator=moderator,
        proposal=proposal,
        rule=rule,
        reason=reason,
        until=until,
        # Taking it back brings back the shorter one.
        before=(
            {"decision": current.decision, "until": current.until.isoformat()}
            if current is not None and current.until
            else {}
        ),
    )
    suspensions.suspend(person=person, until=until, decision=action.pk)
    return True


def lift(action: ModerationAction) -> bool:
    """Let the person of `action` write again, unless a later decision holds."""
    person = action.person
    if person is None or not suspensions.lift(person=person, decision=action.pk):
        return False
    earlier = action.before.get("decision")
    undone = ModerationAction.objects.filter(undoes=earlier).exists()
    if earlier is not None and not undone:
        until = datetime.datetime.fromisoformat(action.before["until"])
        suspensions.suspend(person=person, until=until, decision=earlier)
    return True


def _lock(post: Post, moderator: User) -> User:
    """Lock and return the author of `post`, so that two moderators act one after the other."""
    if post.author_id is None:
        raise NotPossible
    if post.author_id == moderator.pk:
        raise OwnCase
    check_partner(post, moderator)
    person = locking.lock_person(post.author_id)
    if person is None or not person.is_active:
        raise NotPossible
    if person.has_perm("forum.moderate") and not moderator.is_superuser:
        raise NotPossible
    return person
