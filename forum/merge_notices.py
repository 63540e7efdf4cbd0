"""The notice that a thread which somebody follows was merged into another."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import ModerationAction, Thread
from forum.models.posts import readable_threads
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, notice_emails, topics
from notifications.notices.activity_types import Described, Kind
from residents.models import User

MERGED = "forum.merged"


def notify(action: ModerationAction, duplicate: Thread, other: Thread) -> None:
    """Notify the followers of `duplicate`, but for its starter, who gets the decision."""
    told = {action.person_id, action.moderator_id} - {None}
    activities.publish(
        key=_key(action),
        kind=MERGED,
        object_id=duplicate.pk,
        target=topics.thread(other.pk),
        topics=[topics.thread(duplicate.pk)],
        addressed={pk: None for pk in told if pk is not None},
    )


def withdraw(action: ModerationAction) -> None:
    """Take the notices of `action` back."""
    published = Activity.objects.filter(key=_key(action))
    activities.withdraw(published)
    notice_emails.recall(published)


def _key(action: ModerationAction) -> str:
    return f"merge:{action.pk}"


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    merged = Thread.objects.filter(
        readable_threads(reader),
        pk__in={each.object_id for each in batch},
        merged_into__in=Thread.objects.visible_to(reader),
    )
    found = {each.pk: each for each in merged.select_related("merged_into")}
    return {
        activity.pk: _describe_one(thread)
        for activity in batch
        if (thread := found.get(activity.object_id))
    }


def _describe_one(thread: Thread) -> Described:
    other = thread.merged_into
    assert other is not None  # noqa: S101 – the query asks for it
    text = _("“%(title)s” was merged into this thread, which you follow now.")
    return Described(
        title=other.title,
        url=other.get_absolute_url(),
        text=text % {"title": thread.title},
        group=other.title,
        title_language=other.language,
    )


def register() -> None:
    """Register the activity type."""
    activity_types.register(
        Kind(
            MERGED,
            Category.FOLLOWED,
            _describe,
            lambda count: ngettext("%(count)d merged thread", "%(count)d merged threads", count),
        )
    )
