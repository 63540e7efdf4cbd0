"""Give thanks for posts, take them back, and count them."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F

from core.caching.tracking import part
from forum import appreciation_notices
from forum.models import Post, Thanks, Thread
from forum.threads.list_summary import forget_thanks, write_thanks
from notifications.notices import topics
from residents.models import User


class CannotThank(Exception):
    """The post is the person's own, hidden, or without its text."""


@transaction.atomic
def give_thanks(*, post: Post, person: User) -> bool:
    """Thank for `post` and notify its author; return whether that is new.

    Raises `CannotThank`.
    """
    with part(topics.thread(post.thread_id)):
        _lock(post)
        shown = Post.objects.filter(pk=post.pk, is_hidden=False, removed_at=None)
        if not shown.filter(thread__is_hidden=False).exclude(author=person).exists():
            raise CannotThank
        _thanks, is_new = Thanks.objects.get_or_create(post=post, person=person)
        if is_new:
            Post.objects.filter(pk=post.pk).update(thanks_count=F("thanks_count") + 1)
            write_thanks(post)
            appreciation_notices.notify_of_thanks(post)
    return is_new


@transaction.atomic
def take_back_thanks(*, post: Post, person: User) -> bool:
    """Take back the thanks of `person` for `post`; return whether there were any."""
    with part(topics.thread(post.thread_id)):
        _lock(post)
        deleted, _by_model = Thanks.objects.filter(post=post, person=person).delete()
        if deleted:
            Post.objects.filter(pk=post.pk).update(thanks_count=F("thanks_count") - 1)
            write_thanks(post)
    return bool(deleted)


def thanked_by(reader: User | AnonymousUser, posts: Collection[Post]) -> frozenset[int]:
    """Return the primary keys of those of `posts` that `reader` thanks for.

    Without a query if nobody thanks for any of them.
    """
    thanked = [post.pk for post in posts if post.thanks_count]
    if not thanked or not isinstance(reader, User):
        return frozenset()
    own = Thanks.objects.filter(person=reader, post__in=thanked)
    return frozenset(own.values_list("post_id", flat=True))


def remove_thanks_of(person: User) -> None:
    """Delete all thanks of `person`, who erases their account.

    The caller has locked the threads (`forum.erasure.lock_threads`).
    """
    own = Thanks.objects.filter(person=person)
    Post.objects.filter(pk__in=own.values("post")).update(thanks_count=F("thanks_count") - 1)
    forget_thanks(person)
    own.delete()


def _lock(post: Post) -> None:
    """Lock the thread, as everything does that writes to its posts."""
    list(Thread.objects.filter(pk=post.thread_id).select_for_update(no_key=True))
