"""Write the moderation log, and the mails with the statements of reasons. (DSA, art. 17)"""

import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from forum import decision_notices
from forum.models import HeldPost, ModerationAction, Post, ProposedAct, Thread
from forum.moderation import lapsing
from notifications.delivery import outbox
from residents.models import User

Kind = ModerationAction.Kind
# Those whose mails say more than the common one.
_OWN_MAILS = {Kind.HIDE: "post_hide", Kind.RESTORE: "post_restore", Kind.REFUSE: "held_refused"}
# Nobody is told of these: they take nothing from anybody.
_SILENT = {Kind.PIN, Kind.UNPIN}


def record(
    *,
    kind: ModerationAction.Kind,
    moderator: User,
    reason: str,
    rule: str = "",
    post: Post | None = None,
    held: HeldPost | None = None,
    person: User | None = None,
    until: datetime.datetime | None = None,
    undoes: ModerationAction | None = None,
    before: dict[str, Any] | None = None,
    proposal: ProposedAct | None = None,
) -> ModerationAction:
    """Add an entry to the log, mail and notify the person concerned; return it.

    The person is the author of `post` unless another is given. What others have proposed about the
    same lapses, but for the `proposal` that is confirmed. Call it in the transaction of the change.
    """
    if person is None and post is not None:
        person = post.author
    role = ModerationAction.Role
    action = ModerationAction.objects.create(
        kind=kind,
        post=post,
        person=person,
        moderator=moderator,
        proposer=proposal.proposer if proposal else None,
        role=role.ADMINISTRATOR if moderator.is_superuser else role.MODERATOR,
        rule=rule,
        reason=reason,
        until=until,
        undoes=undoes,
        before=before or {},
    )
    # Whoever acts on a text of their own knows it.
    if person is not None and person.is_active and kind not in _SILENT:
        _mail(action, person, held)
        decision_notices.notify_of_decision(action)
    lapsing.lapse_decided(action, confirmed=proposal)
    return action


def _mail(action: ModerationAction, person: User, held: HeldPost | None) -> None:
    with translation.override(person.language):
        outbox.put(
            key=f"moderation:{action.pk}",
            to=person.email,
            template=f"forum/mail/{_template(action)}",
            context={
                "action": action,
                "post": action.post,
                "thread": action.post.thread if action.post else None,
                "held": held,
                "into": Thread.objects.filter(pk=action.before.get("into")).first(),
                # Through the sign-in: only the person concerned and moderators may read it.
                "url": settings.BASE_URL + action.get_absolute_url(),
            },
            language=person.language,
            # The statement of reasons is sent even to people who unsubscribed from notices.
            scope="notices",
            user=person,
            must_reach=True,
        )


def _template(action: ModerationAction) -> str:
    own = _OWN_MAILS.get(Kind(action.kind))
    if own:
        return own
    return "moderation_decision" if action.is_restriction else "moderation_undone"
