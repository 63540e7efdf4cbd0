"""Threads as readers see them who are not signed in, and posts, held in memory.

Others may also see threads that are hidden: theirs are read each time.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from core.caching.held_values import HeldValues
from core.caching.tracking import part
from forum.models import Post, Thread
from forum.models.threads import ThreadQuerySet
from forum.threads.thread_list import ThreadFilter, page_after
from notifications.notices import topics
from residents.models import User

Reader = User | AnonymousUser
Value = TypeVar("Value")

_latest: HeldValues[list[Thread]] = HeldValues(most=50)
_pages: HeldValues[tuple[list[Thread], str]] = HeldValues(most=50)
_threads: HeldValues[Thread] = HeldValues(most=50)
# A page has up to twenty posts of ten thousand characters.
_posts: HeldValues[list[Post]] = HeldValues(most=20)


def _shared(
    held: HeldValues[Value], key: Hashable, reader: Reader, read: Callable[[ThreadQuerySet], Value]
) -> Value:
    """Return what `read` makes of the threads that `reader` may see, or what is held of it."""
    if reader.is_authenticated:
        return read(Thread.objects.visible_to(reader))
    return held.get(key, lambda: read(Thread.objects.visible_to(AnonymousUser())))


def latest_threads(reader: Reader, limit: int, *, theme: int | None = None) -> list[Thread]:
    """Return the `limit` threads with the latest activity, on a theme or on any."""

    def read(visible: ThreadQuerySet) -> list[Thread]:
        return list(visible.about(theme=theme).for_listing()[:limit])

    return _shared(_latest, (theme, limit), reader, read)


def list_page(reader: Reader, thread_filter: ThreadFilter, cursor: str) -> tuple[list[Thread], str]:
    """Return a page of the list as `thread_list.page_after` does, and raise what it raises."""

    def read(visible: ThreadQuerySet) -> tuple[list[Thread], str]:
        return page_after(thread_filter.apply(visible), cursor)

    return _shared(_pages, (*thread_filter.values().values(), cursor), reader, read)


def find_thread(reader: Reader, thread_id: int) -> Thread:
    """Return the thread with what its page shows of it; raise `Http404` if it is not visible."""

    def read(visible: ThreadQuerySet) -> Thread:
        with part(topics.thread(thread_id)):
            thread = visible.for_listing().filter(pk=thread_id).first()
        if thread is None:
            raise Http404
        return thread

    return _shared(_threads, thread_id, reader, read)


def posts_on_page(thread: Thread, number: int) -> list[Post]:
    """Return the posts on that page of `thread`, hidden ones too, in their order."""

    def read() -> list[Post]:
        with part(topics.thread(thread.pk)):
            posts = list(thread.posts.on_page(number).for_reading())
        for post in posts:
            post.thread = thread
        return posts

    return _posts.get((thread.pk, number), read)
