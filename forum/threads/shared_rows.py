"""Threads as most readers see them, and posts, held in memory.

Moderators, and authors of hidden threads, see hidden ones, too: theirs are read each time.
"""

import datetime
from collections.abc import Callable, Collection, Hashable
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from core.areas import areas_around
from core.caching.held_values import HeldValues
from core.caching.tracking import note_reads, part
from forum.models import Post, Thread, ThreadTag
from forum.models.posts import readable_threads
from forum.threads.thread_filter import FOLLOWED, MINE, NEAR, Reader, ThreadFilter
from forum.threads.thread_pages import page_after
from notifications.notices import topics
from residents.models import User

# Of those that stand above the lists; more would hide what is new.
MOST_PINNED = 20
# Near are one's own area and those whose middles are nearest to its middle.
NEIGHBOURS = 3
# Of the threads near the reader, so many come first, if there was a post in these days.
MOST_NEAR, NEAR_DAYS = 5, 30
Value = TypeVar("Value")

_hidden_authors: HeldValues[bool] = HeldValues(most=2_000)
_latest: HeldValues[list[Thread]] = HeldValues(most=50)
_pages: HeldValues[tuple[list[Thread], str]] = HeldValues(most=50)
_threads: HeldValues[Thread] = HeldValues(most=50)
# A page has up to twenty posts of ten thousand characters.
_posts: HeldValues[list[Post]] = HeldValues(most=20)


def shared(
    held: HeldValues[Value], key: Hashable, reader: Reader, read: Callable[[Reader], Value]
) -> Value:
    """Return what `read` finds for `reader`, or what is held for all who see the same."""
    if may_see_hidden_threads(reader):
        return read(reader)
    return held.get(key, lambda: read(AnonymousUser()))


def may_see_hidden_threads(reader: Reader) -> bool:
    """Return whether `reader` may see any thread that is hidden from the public."""
    if not reader.is_authenticated:
        return False
    if reader.has_perm("forum.moderate"):
        return True
    own = Thread.objects.filter(author=reader, is_hidden=True).order_by()
    return _hidden_authors.get(reader.pk, own.exists)


def latest_threads(
    reader: Reader, limit: int, *, theme: int | None = None, without: Collection[int] = ()
) -> list[Thread]:
    """Return the `limit` threads with the latest activity, on a theme or on any.

    `without` are the themes that are left out; threads without a theme are not.
    """

    def read(reader: Reader) -> list[Thread]:
        threads = Thread.objects.visible_to(reader).about(theme=theme)
        if without:
            threads = threads.exclude(theme__in=without)
        return list(threads.for_listing()[:limit])

    return shared(_latest, (theme, limit, tuple(without)), reader, read)


def latest_with_tag(reader: Reader, limit: int, tag: int) -> list[Thread]:
    """Return the `limit` threads of a tag with the latest activity."""

    def read(reader: Reader) -> list[Thread]:
        rows = ThreadTag.objects.filter(tag=tag).visible_to(reader).for_listing()
        return [row.thread for row in rows[:limit]]

    return shared(_latest, ("tag", tag, limit), reader, read)


def list_page(reader: Reader, chosen: ThreadFilter, cursor: str) -> tuple[list[Thread], str]:
    """Return a page of the list as `thread_pages.page_after` does, and raise what it raises."""
    if chosen.show in {MINE, FOLLOWED}:
        return page_after(reader, chosen, cursor)
    areas: tuple[int, ...] = ()
    if chosen.show == NEAR and isinstance(reader, User):
        areas = tuple(areas_around(reader.area_id or 0, NEIGHBOURS))

    def read(reader: Reader) -> tuple[list[Thread], str]:
        return page_after(reader, chosen, cursor, areas)

    return shared(_pages, (*chosen.values().values(), areas, cursor), reader, read)


def latest_near(reader: Reader, without: Collection[Thread]) -> list[Thread]:
    """Return the threads near `reader` that come before all others in the list of all threads.

    Without a query for readers who have not given their town.
    """
    if not isinstance(reader, User) or reader.area_id is None:
        return []
    earliest = timezone.now() - datetime.timedelta(days=NEAR_DAYS)
    page, _next = list_page(reader, ThreadFilter(show=NEAR), "")
    recent = [each for each in page if each.last_activity_at > earliest and each not in without]
    return recent[:MOST_NEAR]


def pinned_threads(reader: Reader, thread_filter: ThreadFilter) -> list[Thread]:
    """Return the pinned threads that match the filter; they stand above the first page.

    None of them stands above a part of the list, or above another order.
    """
    if not thread_filter.is_by_activity:
        return []

    def read(reader: Reader) -> list[Thread]:
        visible = Thread.objects.visible_to(reader).filter(is_pinned=True)
        return list(visible.for_listing()[:MOST_PINNED])

    found = shared(_latest, ("pinned",), reader, read)
    return [thread for thread in found if thread_filter.matches(thread)]


def find_thread(reader: Reader, thread_id: int) -> Thread:
    """Return the thread with what its page shows of it; raise `Http404` if it is not visible."""

    def read(reader: Reader) -> Thread:
        with part(topics.thread(thread_id)):
            visible = Thread.objects.filter(readable_threads(reader))
            shown = visible.for_listing().select_related(
                *("answer__author", "answer__partner", "help_request__helper")
            )
            thread = shown.filter(pk=thread_id).first()
        if thread is None:
            raise Http404
        return thread

    return shared(_threads, thread_id, reader, read)


def posts_on_page(thread: Thread, number: int) -> list[Post]:
    """Return the posts on that page of `thread`, hidden ones too, in their order."""

    def read() -> list[Post]:
        with part(topics.thread(thread.pk)):
            posts = list(thread.posts.on_page(number).for_reading())
            # Each post shows something of its thread.
            note_reads([Thread._meta.db_table])
        for post in posts:
            post.thread = thread
        return posts

    return _posts.get((thread.pk, number), read)
