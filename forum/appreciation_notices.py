"""Notices of thanks and of chosen answers: one of each for a post. They are never mailed."""

import datetime
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Post
from forum.notices import ANSWERED, THANKED
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described, Kind
from residents.models import User

# Once it was read, the same notice is new again for further thanks, but not more often than this.
RENEW_AFTER = datetime.timedelta(days=1)


def notify_of_thanks(post: Post) -> None:
    """Notify the author that somebody thanks. The notice counts, and names nobody."""
    if post.author_id is None:
        return
    key = f"post:{post.pk}:thanks"
    activities.publish(
        key=key,
        kind=THANKED,
        object_id=post.pk,
        target=topics.thread(post.thread_id),
        addressed={post.author_id: Category.MY_THREADS},
    )
    activities.renew(key, read_before=timezone.now() - RENEW_AFTER)


def notify_of_answer(post: Post) -> None:
    """Notify the author that `post` was chosen as the answer, the first time that it is."""
    if post.author_id is not None:
        activities.publish(
            key=f"post:{post.pk}:answer",
            kind=ANSWERED,
            object_id=post.pk,
            target=topics.thread(post.thread_id),
            addressed={post.author_id: Category.MY_THREADS},
        )


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    """Describe what is said of posts that `reader` can see, while it is still so."""
    posts = Post.objects.readable_by(reader).filter(author=reader)
    wanted = posts.filter(pk__in={activity.object_id for activity in batch})
    by_pk = {post.pk: post for post in wanted.defer("body", "body_as_html")}
    described = {}
    for activity in batch:
        post = by_pk.get(activity.object_id)
        if post is not None and (text := _text(activity, post)):
            described[activity.pk] = Described(
                title=post.thread.title,
                url=post.get_absolute_url(),
                text=text,
                group=post.thread.title,
                title_language=post.thread.language,
            )
    return described


def _text(activity: Activity, post: Post) -> str:
    """Return the sentence; "" once the thanks or the choice were taken back."""
    if activity.kind == ANSWERED:
        is_answer = post.thread.answer_id == post.pk
        return _("Your reply was marked as the answer.") if is_answer else ""
    if not post.thanks_count:
        return ""
    return ngettext(
        "%(count)d neighbour thanks you for what you wrote.",
        "%(count)d neighbours thank you for what you wrote.",
        post.thanks_count,
    ) % {"count": post.thanks_count}


def register() -> None:
    """Register the activity types."""
    activity_types.register(
        Kind(
            THANKED,
            Category.MY_THREADS,
            _describe,
            lambda count: ngettext(
                "Thanks for %(count)d of your posts",
                "Thanks for %(count)d of your posts",
                count,
            ),
            is_mailed=False,
        )
    )
    activity_types.register(
        Kind(
            ANSWERED,
            Category.MY_THREADS,
            _describe,
            lambda count: ngettext(
                "%(count)d of your replies marked as the answer",
                "%(count)d of your replies marked as the answer",
                count,
            ),
            is_mailed=False,
        )
    )
