"""The threads of `make bench-growth`, with all that those of a real forum have.

Their kinds have statuses and states, some are pinned, locked or answered. Each has an excerpt and a
last writer, and its starter thanks for the first reply. What a thread has follows from its number,
so that the first pages look the same on a small and on a large site.
"""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from taggit.models import Tag

from benchmarks.bulk_sql import insert, numbers
from core.models import Area, Theme
from core.text.markdown import RENDERING, excerpt
from forum.models import HelpRequest, HelpState, Issue, IssueStatus, Post, Thanks, Thread, ThreadTag
from forum.models.help_states import HELP_KINDS
from forum.models.posts import EXCERPT_CHARACTERS
from residents.models import User

POSTS_IN_THREAD = 4
# Threads of each rare value.
RARE = 5
# Beyond the first page of the list.
PINNED = {30, 31}
FREQUENT_WORD, RARE_WORD = "cykelsti", "hjertestarter"
THREAD_TAGS = [f"emne-{number}" for number in range(5)]
BODY = f"Skal vi tale om en {FREQUENT_WORD}? " * 5
# Of the newest threads, every third has a chosen answer.
_MAYBE_ANSWERED = 100
_BATCH = 5_000

Four = tuple[int, int, int, int]


class _State(NamedTuple):
    """What a thread of some kinds has beside its posts, as the columns of `Thread`."""

    status: str = ""
    help_state: str = ""
    is_settled: bool = False


def make_threads(
    count: int, themes: list[Theme], areas: list[Area], writer: User, others: list[User]
) -> Thread:
    """Make the threads with their tags, states and posts; return the one with many posts.

    Every fifth thread is by `writer`, the others and all replies are by `others`.
    """
    _make_rows(count, themes, areas, writer, others)
    _make_tags()
    _make_states()
    long_thread = Thread.objects.order_by("-last_activity_at", "-pk")[2]
    _make_posts(long_thread, max(200, count * POSTS_IN_THREAD // 100), others)
    _choose_answers()
    return long_thread


def _values(number: int, count: int) -> Four:
    """Return the theme, area, kind and tag of the thread with that number; 0 is the newest."""
    from_end = count - number
    if from_end <= RARE:
        return (2, 2, 2, 2)
    if from_end <= 5 * RARE:
        return _only_one((from_end - 1) // RARE - 1, 3)
    if number % 5 == 0:
        return _only_one(number // 5 % 4, 2)
    return (number % 2, number // 2 % 2, number // 4 % 2, number // 8 % 2)


def _only_one(position: int, value: int) -> Four:
    one, two, three, four = (value if position == each else 0 for each in range(4))
    return (one, two, three, four)


def _state(kind: str, number: int) -> _State:
    """Return the status of an issue, or the state of help; two of three are open."""
    if kind == Thread.Kind.ISSUE:
        return _State(status=list(IssueStatus)[number // 3 % len(IssueStatus)])
    if kind not in HELP_KINDS:
        return _State()
    is_settled = number % 3 == 0
    return _State("", HelpState.FULFILLED if is_settled else HelpState.OPEN, is_settled)


def _make_rows(
    count: int, themes: list[Theme], areas: list[Area], writer: User, others: list[User]
) -> None:
    now, kinds = timezone.now(), list(Thread.Kind)
    tags = [Tag.objects.create(name=name, slug=name) for name in THREAD_TAGS]

    def rows() -> Iterator[Thread]:
        for number in reversed(range(count)):
            theme, area, kind, tag = _values(number, count)
            moment = now - datetime.timedelta(minutes=number + 1)
            author = writer if number % 5 == 0 else others[number % len(others)]
            yield Thread(
                theme=themes[theme],
                area=areas[area],
                kind=kinds[kind],
                title=f"Om {FREQUENT_WORD} nummer {number}",
                author=author,
                language="da",
                created_at=moment,
                last_activity_at=moment,
                post_count=POSTS_IN_THREAD,
                excerpt=excerpt(BODY, EXCERPT_CHARACTERS),
                last_author_id=_replier(author.pk, POSTS_IN_THREAD, others),
                tag_ids=[tags[tag].pk],
                is_pinned=number in PINNED,
                is_locked=number % 50 == 7,
                **_state(kinds[kind], number)._asdict(),
            )

    Thread.objects.bulk_create(rows(), batch_size=_BATCH)


def _replier(author_id: int, number: int, others: list[User]) -> int:
    """Return who wrote the post with that number in the threads of an author."""
    return others[0].pk + (author_id * 7 + number * 13) % len(others)


def _make_tags() -> None:
    ThreadTag.objects.bulk_create(
        (
            ThreadTag(
                thread_id=thread.pk,
                tag_id=thread.tag_ids[0],
                theme_id=thread.theme_id,
                area_id=thread.area_id,
                kind=thread.kind,
                status=thread.status,
                is_settled=thread.is_settled,
                last_activity_at=thread.last_activity_at,
            )
            for thread in Thread.objects.order_by("pk").iterator(chunk_size=_BATCH)
        ),
        batch_size=_BATCH,
    )


def _make_states() -> None:
    """Make the row of each issue, and that of each thread about help."""
    today = timezone.localdate()
    issue = {
        "thread_id": "t.id",
        "place": "'Ved broen'",
        "me_too_count": "t.id % 5",
        "changed_at": "t.created_at",
    }
    threads = f"{Thread._meta.db_table} AS t WHERE t.kind"
    insert(Issue, issue, f"{threads} = '{Thread.Kind.ISSUE.value}' ORDER BY t.id")
    request = {
        "thread_id": "t.id",
        "state": "t.help_state",
        "until": f"'{today + datetime.timedelta(days=30)}'",
        "settled_at": "CASE WHEN t.is_settled THEN t.created_at END",
    }
    kinds = ", ".join(f"'{kind}'" for kind in HELP_KINDS)
    insert(HelpRequest, request, f"{threads} IN ({kinds}) ORDER BY t.id")


def _make_posts(long_thread: Thread, long: int, others: list[User]) -> None:
    """Make the posts of all threads; the long thread gets more."""
    first = others[0].pk
    copied = {
        "author_id": "CASE WHEN n = 1 THEN t.author_id "
        f"ELSE {first} + (t.author_id * 7 + n * 13) % {len(others)} END",
        "body": f"'{BODY}'",
        "body_as_html": f"'<p>{BODY}</p>'",
        "created_at": "t.created_at",
        "number": "n",
        "rendering": str(RENDERING),
        "thanks_count": "CASE WHEN n = 2 THEN 1 ELSE 0 END",
        "thread_id": "t.id",
    }
    threads = f"{Thread._meta.db_table} AS t, {{}} ORDER BY t.id, n"
    insert(Post, copied, threads.format(numbers(1, POSTS_IN_THREAD)))
    more = f"{numbers(POSTS_IN_THREAD + 1, long)} WHERE t.id = {long_thread.pk}"
    insert(Post, copied, threads.format(more))
    thanks = {"post_id": "p.id", "person_id": "t.author_id", "created_at": "p.created_at"}
    insert(
        Thanks,
        thanks,
        f"{Post._meta.db_table} AS p, {Thread._meta.db_table} AS t "
        "WHERE p.number = 2 AND t.id = p.thread_id ORDER BY p.id",
    )
    last_author = _replier(long_thread.author_id or 0, long, others)
    Thread.objects.filter(pk=long_thread.pk).update(post_count=long, last_author=last_author)
    long_thread.post_count = long


def _choose_answers() -> None:
    """Let some of the newest threads have the second post as their answer."""
    newest = Thread.objects.order_by("-last_activity_at", "-pk").values_list("pk", flat=True)
    chosen = list(newest[1:_MAYBE_ANSWERED:3])
    second = Post.objects.filter(thread=OuterRef("pk"), number=2).values("pk")
    Thread.objects.filter(pk__in=chosen).update(answer=Subquery(second[:1]))
