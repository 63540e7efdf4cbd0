"""Notices of moderators' decisions, for the person concerned. Their mails are sent apart."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Appeal, ModerationAction, Thread
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types
from notifications.notices.activity_types import Described, Kind
from residents.models import User

DECIDED, APPEAL_DECIDED = "forum.decided", "forum.appeal_decided"


def notify_of_decision(action: ModerationAction) -> None:
    """Notify the person concerned, who is not the moderator."""
    if action.person_id not in {None, action.moderator_id}:
        _publish(action, DECIDED)


def notify_of_appeal(action: ModerationAction) -> None:
    """Notify the person who appealed against `action` that another moderator lets it stand."""
    _publish(action, APPEAL_DECIDED)


def _publish(action: ModerationAction, kind: str) -> None:
    if action.person_id is not None:
        activities.publish(
            key=f"{kind}:{action.pk}",
            kind=kind,
            object_id=action.pk,
            # The page of the decision marks it as read.
            target=f"decision:{action.pk}",
            addressed={action.person_id: Category.MY_THREADS},
        )


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    actions = (
        ModerationAction.objects.filter(
            pk__in={activity.object_id for activity in batch}, person=reader
        )
        .select_related("post__thread", "appeal")
        .defer("post__body", "post__body_as_html")
    )
    found = {action.pk: action for action in actions}
    thread_ids = {action.post.thread_id for action in found.values() if action.post}
    visible = Thread.objects.visible_to(reader).filter(pk__in=thread_ids).in_bulk()
    return {
        activity.pk: _describe_one(activity, action, visible)
        for activity in batch
        if (action := found.get(activity.object_id)) and _is_current(activity, action)
    }


def _is_current(activity: Activity, action: ModerationAction) -> bool:
    appeal = getattr(action, "appeal", None)
    is_rejected = appeal is not None and appeal.state == Appeal.State.REJECTED
    return activity.kind == DECIDED or is_rejected


def _describe_one(
    activity: Activity, action: ModerationAction, visible: dict[int, Thread]
) -> Described:
    thread = visible.get(action.post.thread_id) if action.post else None
    group = _("The moderators’ decisions")
    decision = {"decision": action.get_kind_display().lower()}
    text = _("A moderator has decided: %(decision)s.") % decision
    if activity.kind == APPEAL_DECIDED:
        text = _("Another moderator has read your complaint. The decision stands: %(decision)s.")
        text %= decision
    return Described(
        title=thread.title if thread else group,
        url=action.get_absolute_url(),
        text=text,
        group=group,
        title_language=thread.language if thread else "",
    )


def register() -> None:
    """Register the activity types."""
    for slug in (DECIDED, APPEAL_DECIDED):
        activity_types.register(
            Kind(
                slug,
                Category.MY_THREADS,
                _describe,
                lambda count: ngettext(
                    "%(count)d decision of the moderators",
                    "%(count)d decisions of the moderators",
                    count,
                ),
                is_mailed=False,
            )
        )
