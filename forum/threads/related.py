"""The threads that stand below a thread: those with the same tags, else of its theme and area."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from core.caching.held_values import HeldValues
from core.caching.tracking import part
from forum.models import Thread, ThreadTag

MOST_RELATED = 4
Row = TypeVar("Row", Thread, ThreadTag)


@dataclass(frozen=True, slots=True)
class RelatedThread:
    """What a link to a thread shows: nothing that a reply or thanks change."""

    title: str
    url: str
    language: str
    kind: str

    @property
    def kind_icon(self) -> str:
        return Thread.Kind(self.kind).icon

    @property
    def kind_label(self) -> str:
        return str(Thread.Kind(self.kind).label)


_held: HeldValues[list[RelatedThread]] = HeldValues(most=500)


def related_threads(thread: Thread) -> list[RelatedThread]:
    """Return up to `MOST_RELATED` threads that everybody may read, those with its tags first.

    They are held until a thread starts, is hidden, moved or shown again, or gets another title:
    what only concerns one thread, such as a reply, is written as a part of the tables.
    """
    key = (thread.pk, tuple(thread.tag_ids), thread.theme_id, thread.area_id)
    return _held.get(key, lambda: _read(thread))


def _read(thread: Thread) -> list[RelatedThread]:
    with part("related"):
        found: dict[int, Thread] = {}
        for each in _candidates(thread):
            if each.pk != thread.pk:
                found.setdefault(each.pk, each)
            if len(found) == MOST_RELATED:
                break
    return [
        RelatedThread(each.title, each.get_absolute_url(), each.language, each.kind)
        for each in found.values()
    ]


def _candidates(thread: Thread) -> Iterator[Thread]:
    """Yield the latest threads with each tag, then those of the theme and area."""
    everybody = AnonymousUser()
    for tag in thread.tag_ids:
        tagged = ThreadTag.objects.filter(tag=tag).visible_to(everybody).select_related("thread")
        yield from (row.thread for row in _latest(tagged, "-thread_id"))
    if thread.theme_id is not None:
        same = Thread.objects.visible_to(everybody).filter(theme=thread.theme_id)
        yield from _latest(same.filter(area=thread.area_id), "-pk")


def _latest(rows: QuerySet[Row], last: str) -> QuerySet[Row]:
    # One more: the thread itself may be among them.
    return rows.order_by("-last_activity_at", last)[: MOST_RELATED + 1]
