"""The answer of a thread: the reply that its starter, or a moderator, has chosen."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from core.caching.tracking import part
from forum import appreciation_notices
from forum.models import Post, Thread
from notifications.notices import topics
from residents.models import User

# The kinds of threads that ask for something that a reply can answer.
ANSWERABLE = frozenset({Thread.Kind.DISCUSSION, Thread.Kind.HELP_WANTED})


class CannotBeAnswer(Exception):
    """The post begins its thread, is hidden, or is without its text; or its thread takes none."""


def may_choose_answer(user: User | AnonymousUser, thread: Thread) -> bool:
    """Return whether `user` may say which reply is the answer: the starter, and moderators."""
    if thread.is_hidden or not user.is_authenticated or thread.kind not in ANSWERABLE:
        return False
    return thread.author_id == user.pk or user.has_perm("forum.moderate")


@transaction.atomic
def choose_answer(*, post: Post, person: User) -> bool:
    """Make `post` the answer of its thread, instead of another; return whether that is new.

    Its author is notified, unless they are `person`, who chooses. Raises `CannotBeAnswer`.
    """
    with part(topics.thread(post.thread_id)):
        threads = Thread.objects.filter(pk=post.thread_id)
        list(threads.select_for_update(no_key=True))
        shown = Post.objects.filter(pk=post.pk, is_hidden=False, removed_at=None, number__gt=1)
        asked = shown.filter(thread__is_hidden=False, thread__kind__in=ANSWERABLE)
        if not asked.exists():
            raise CannotBeAnswer
        is_new = bool(threads.exclude(answer=post).update(answer=post))
        if is_new and post.author_id not in (None, person.pk):
            appreciation_notices.notify_of_answer(post)
    return is_new


@transaction.atomic
def withdraw_choice(*, post: Post) -> bool:
    """Let `post` no longer be the answer of its thread; return whether it was."""
    with part(topics.thread(post.thread_id)):
        chosen = Thread.objects.filter(pk=post.thread_id, answer=post)
        return bool(chosen.update(answer=None))
