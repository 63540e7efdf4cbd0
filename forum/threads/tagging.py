"""Give a thread its tags, and keep the copies of its columns in the rows of the tags."""

import datetime
from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from taggit.models import Tag

from core.caching.tracking import part
from core.tag_fields import tags_by_name
from forum.models import Thread, ThreadTag
from forum.threads.campaigns import may_make_draft
from forum.threads.search import index_after_commit
from notifications.notices import topics
from residents.models import User

MOST_TAGS = 5


def may_tag(user: User | AnonymousUser, thread: Thread) -> bool:
    """Return whether `user` may change the tags: the writer, moderators, and editors."""
    if thread.is_hidden or not user.is_authenticated:
        return False
    return thread.author_id == user.pk or may_make_draft(user, thread)


@transaction.atomic
def set_tags(*, thread: Thread, names: Collection[str]) -> bool:
    """Give `thread` these tags and no others; return whether anything changed."""
    with part(topics.thread(thread.pk)):
        # Two who change the tags at once do it one after the other.
        list(Thread.objects.filter(pk=thread.pk).select_for_update(no_key=True))
        thread.refresh_from_db(
            fields=[
                *("tag_ids", "theme", "area", "kind", "status", "is_settled", "last_activity_at")
            ],
        )
        tags = tags_by_name(names)
        if thread.tag_ids == [tag.pk for tag in tags]:
            return False
        write_tags(thread, tags)
        Thread.objects.filter(pk=thread.pk).update(tag_ids=thread.tag_ids)
    index_after_commit(thread.pk)
    return True


def write_tags(thread: Thread, tags: Collection[Tag]) -> None:
    """Write the rows of the tags, and set `thread.tag_ids`, which the caller saves."""
    thread.tag_ids = [tag.pk for tag in tags]
    ThreadTag.objects.filter(thread=thread).exclude(tag__in=tags).delete()
    ThreadTag.objects.bulk_create(
        (
            ThreadTag(
                thread=thread,
                tag=tag,
                theme_id=thread.theme_id,
                area_id=thread.area_id,
                kind=thread.kind,
                status=thread.status,
                is_settled=thread.is_settled,
                last_activity_at=thread.last_activity_at,
            )
            for tag in tags
        ),
        ignore_conflicts=True,
    )


def copy_columns(thread: Thread) -> None:
    """Copy theme, area, kind and state of a thread that has changed to the rows of its tags."""
    ThreadTag.objects.filter(thread=thread).update(
        theme=thread.theme_id,
        area=thread.area_id,
        kind=thread.kind,
        status=thread.status,
        is_settled=thread.is_settled,
    )


def copy_activity(thread_id: int, at: datetime.datetime) -> None:
    """Copy the time of the last activity to the rows of the tags."""
    ThreadTag.objects.filter(thread=thread_id).update(last_activity_at=at)


def remove_tags_of(author: User) -> None:
    """Remove the tags of all threads of `author`, who removes their texts."""
    ThreadTag.objects.filter(thread__author=author).delete()
    Thread.objects.filter(author=author).exclude(tag_ids=[]).update(tag_ids=[])
