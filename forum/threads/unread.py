"""What its reader has not seen of a thread: how many posts, and the first of them.

Unread are the posts after those that the reader has opened, by others, since `UNREAD_DAYS` ago, or
since they joined or marked all as read, if that was later. Threads and people that they mute have
none. Anonymous readers have none either, and cost no query.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.utils import timezone

from forum.models import Post, Thread, ThreadRead
from forum.threads.thread_page import PostView
from notifications.notices import mutes, topics
from residents.models import User
from residents.requests import signed_in_reader

# Of a thread, so many of its latest posts are counted.
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class UnreadPosts:
    """The posts of a thread that its reader has not seen, and the number of the first of them."""

    thread_id: int
    count: int
    first: int

    @property
    def is_new_thread(self) -> bool:
        """Whether the first post is among them."""
        return self.first == 1

    @property
    def has_more(self) -> bool:
        """Whether there may be more than `count`."""
        return self.count >= MOST_COUNTED

    @property
    def url(self) -> str:
        """The path of the first one; "" if it is where the thread begins."""
        post = Post(thread=Thread(pk=self.thread_id), number=self.first)
        return "" if self.is_new_thread else post.get_absolute_url()


@dataclass(slots=True)
class _Marks:
    """How far a reader has read some threads. What is older than `since` is read."""

    since: datetime.datetime
    rows: dict[int, ThreadRead] = field(default_factory=dict)

    def number(self, thread: Thread) -> int:
        row = self.rows.get(thread.pk)
        return row.post_number if row else 0

    def may_be_unread(self, thread: Thread) -> bool:
        has_later = self.number(thread) < thread.post_count
        return has_later and thread.last_activity_at > self.since


def unread_posts(request: HttpRequest, threads: Sequence[Thread]) -> dict[int, UnreadPosts]:
    """Return the posts that the reader has not seen, by thread. At most two queries."""
    user = signed_in_reader(request)
    if user is None:
        return {}
    return _count(user, threads, _read_marks(user, threads))


def open_page(request: HttpRequest, thread: Thread, shown: Sequence[PostView]) -> str:
    """Store that the reader opens the page with the posts `shown`.

    Return the URL of the first post of the thread that they had not seen, "" without one, or if it
    is the first of all. One query if they have seen the page, none if the thread is older than what
    can be unread.
    """
    user = signed_in_reader(request)
    if user is None or thread.is_hidden or thread.last_activity_at <= _earliest(user):
        return ""
    marks = _read_marks(user, [thread])
    if not marks.may_be_unread(thread):
        return ""
    unread = _count(user, [thread], marks).get(thread.pk)
    last = shown[-1].post.number if shown else 0
    if request.method == "GET" and last > marks.number(thread):
        _store(user, thread, last, marks.rows.get(thread.pk))
    return unread.url if unread else ""


@transaction.atomic
def mark_all_read(user: User) -> None:
    """Let nothing be unread that was written before now."""
    now = timezone.now()
    row, is_new = ThreadRead.objects.get_or_create(
        user=user, thread=None, defaults={"read_at": now}
    )
    # A second click changes nothing.
    if not is_new and Thread.objects.filter(last_activity_at__gt=row.read_at).exists():
        ThreadRead.objects.filter(pk=row.pk, read_at__lt=now).update(read_at=now)
    ThreadRead.objects.filter(user=user, thread__isnull=False, read_at__lte=now).delete()


def delete_old() -> int:
    """Delete the rows that say nothing any more; return how many. Called by `tick`."""
    limit = timezone.now() - datetime.timedelta(days=settings.UNREAD_DAYS)
    deleted, _by_model = ThreadRead.objects.filter(read_at__lt=limit).delete()
    return deleted


def _earliest(user: User) -> datetime.datetime:
    """Return the moment before which nothing is unread for `user`, whatever they have read."""
    return max(timezone.now() - datetime.timedelta(days=settings.UNREAD_DAYS), user.date_joined)


def _read_marks(user: User, threads: Iterable[Thread]) -> _Marks:
    """Return how far `user` has read `threads`. Without a query if all of them are older."""
    marks = _Marks(_earliest(user))
    recent = [thread.pk for thread in threads if marks.may_be_unread(thread)]
    if not recent:
        return marks
    own = ThreadRead.objects.filter(user=user)
    for row in own.filter(Q(thread__in=recent) | Q(thread=None)):
        if row.thread_id is None:
            marks.since = max(marks.since, row.read_at)
        else:
            marks.rows[row.thread_id] = row
    return marks


def _count(user: User, threads: Iterable[Thread], marks: _Marks) -> dict[int, UnreadPosts]:
    """Return the posts after the marks, by thread. Without a query if no thread has any."""
    later, is_cut = Q(), {}
    for thread in threads:
        if thread.is_hidden or not marks.may_be_unread(thread):
            continue
        # Numbers have no gaps.
        start = thread.post_count - MOST_COUNTED
        is_cut[thread.pk] = 0 < marks.number(thread) < start
        later |= Q(thread=thread.pk, number__gt=max(marks.number(thread), start))
    if not is_cut:
        return {}
    posts = Post.objects.filter(later, created_at__gt=marks.since, is_hidden=False, removed_at=None)
    # Who writes in a partner's name does so as the partner, also for those who mute the person.
    is_muted = Q(mutes.has_muted(user, topics.person, "author_id"), partner=None)
    unread = posts.exclude(author=user).exclude(is_muted)
    unread = unread.exclude(mutes.has_muted(user, topics.thread, "thread_id"))
    counted = unread.order_by().values("thread").annotate(count=Count("pk"), first=Min("number"))
    after = {thread.pk: marks.number(thread) + 1 for thread in threads}
    return {
        row["thread"]: UnreadPosts(
            row["thread"],
            row["count"],
            after[row["thread"]] if is_cut[row["thread"]] else row["first"],
        )
        for row in counted
    }


def _store(user: User, thread: Thread, number: int, row: ThreadRead | None) -> None:
    """Store that `user` has read up to that post; `row` is what was stored before."""
    now = timezone.now()
    if row is not None:
        # Another tab may have read further.
        earlier = ThreadRead.objects.filter(pk=row.pk, post_number__lt=number)
        earlier.update(post_number=number, read_at=now)
        return
    try:
        with transaction.atomic():
            ThreadRead.objects.bulk_create(
                [ThreadRead(user=user, thread=thread, post_number=number, read_at=now)],
                ignore_conflicts=True,
            )
    except IntegrityError:
        # The account or the thread was deleted while the page was being made.
        return
