"""The pages of the list of threads, in each order, by keyset.

An index has each order for every single filter. Where two filters meet, the database reads the
threads that have both and sorts them, or reads those in order until twenty have both: either is
short, since what few threads have is in few rows, and what many have is found soon.
"""

import datetime
from collections.abc import Collection

from django.db.models import Q, QuerySet

from core import keyset
from forum.models import Thread, ThreadTag
from forum.models.thread_queries import ThreadQuerySet
from forum.models.thread_tags import ThreadTagQuerySet
from forum.threads.thread_filter import NEAR, NEWEST, THANKED, Reader, ThreadFilter

THREADS_PER_PAGE = 20
# Begins the cursor of a page that begins after a settled thread, where the open ones come first.
_SETTLED_MARK = "s"
_FIELDS = {NEWEST: "created_at", THANKED: "thanks_count"}
Rows = ThreadQuerySet | ThreadTagQuerySet


def page_after(
    reader: Reader, chosen: ThreadFilter, cursor: str, areas: Collection[int] = ()
) -> tuple[list[Thread], str]:
    """Return the page after `cursor` and the cursor of the next page.

    An empty cursor means the first page, or that there is no next page. `areas` are those near the
    reader. Where settled threads follow the open ones, these are two ranges of an index, so two
    queries at most; twice as many for the threads near the reader. Raises
    `keyset.InvalidCursorError`.
    """
    open_first = chosen.has_state and not chosen.state
    is_settled = open_first and cursor.startswith(_SETTLED_MARK)
    position = cursor.removeprefix(_SETTLED_MARK) if is_settled else cursor
    if is_settled:
        _decode(position, chosen.order)
    rows, fetched = chosen.visible_to(reader), []

    def fetch(rows: Rows, position: str, most: int) -> list[Thread]:
        if chosen.show == NEAR and isinstance(rows, ThreadQuerySet):
            return _fetch_near(rows, chosen, position, most, areas)
        return _fetch(rows, chosen.order, position, most)

    if not open_first:
        fetched = fetch(rows, position, THREADS_PER_PAGE + 1)
    elif not is_settled:
        fetched = fetch(rows.about(is_settled=False), position, THREADS_PER_PAGE + 1)
        position = ""
    if open_first and len(fetched) <= THREADS_PER_PAGE:
        missing = THREADS_PER_PAGE + 1 - len(fetched)
        fetched += fetch(rows.about(is_settled=True), position, missing)
    page = fetched[:THREADS_PER_PAGE]
    if len(fetched) == len(page):
        return page, ""
    last = page[-1]
    mark = _SETTLED_MARK if open_first and last.is_settled else ""
    return page, mark + _encode(last, chosen.order)


def in_order(rows: Rows, order: str) -> Rows:
    """Return `rows` with all that a list shows, in that order ("": by last activity)."""
    listed = rows.for_listing()
    return listed.order_by(*_ordering(order)) if order else listed


def near_rows(rows: ThreadQuerySet, order: str, areas: Collection[int], most: int) -> QuerySet:
    """Return the sorted field and the primary keys of the first `most` of `rows` in any of `areas`.

    Each area is a range of an index, of which no more than `most` rows are read.
    """
    field = _field(order)
    first = [
        # Within a union, SQLite takes a limit only in a query of its own.
        Thread.objects.filter(
            pk__in=rows.filter(area=area).order_by(*_ordering(order)).values("pk")[:most]
        )
        .order_by()
        .values_list(field, "id")
        for area in areas
    ]
    if not first:
        return Thread.objects.none().values_list(field, "id")
    return first[0].union(*first[1:], all=True).order_by(f"-{field}", "-id")[:most]


def _fetch(rows: Rows, order: str, position: str, most: int) -> list[Thread]:
    """Return the first `most` threads after the encoded position."""
    listed = in_order(_after(rows, order, position), order)
    return [row.thread if isinstance(row, ThreadTag) else row for row in listed[:most]]


def _fetch_near(
    rows: ThreadQuerySet, chosen: ThreadFilter, position: str, most: int, areas: Collection[int]
) -> list[Thread]:
    """Do the same for the threads in `areas`."""
    if chosen.area is not None:
        areas = set(areas) & {chosen.area.pk}
    following = rows.filter(_following(chosen.order, position)) if position else rows
    keys = [pk for _value, pk in near_rows(following, chosen.order, areas, most)]
    listed = Thread.objects.filter(pk__in=keys).for_listing()
    return list(listed.order_by(*_ordering(chosen.order))) if keys else []


def _after(rows: Rows, order: str, position: str) -> Rows:
    """Return those of `rows` that follow the encoded position in that order."""
    if not position:
        return rows
    if order:
        return rows.filter(_following(order, position))
    # The rows of a tag have this order only.
    return rows.older_than(*keyset.decode(position))


def _following(order: str, position: str) -> Q:
    """Return the condition for threads that follow the encoded position in that order."""
    field, (value, pk) = _field(order), _decode(position, order)
    # The second condition lets the database start in the index.
    return (Q(**{f"{field}__lt": value}) | Q(pk__lt=pk)) & Q(**{f"{field}__lte": value})


def _field(order: str) -> str:
    return _FIELDS.get(order, "last_activity_at")


def _ordering(order: str) -> tuple[str, str]:
    return f"-{_field(order)}", "-pk"


def _encode(thread: Thread, order: str) -> str:
    if order == THANKED:
        return keyset.encode_number(thread.thanks_count, thread.pk)
    return keyset.encode(getattr(thread, _field(order)), thread.pk)


def _decode(position: str, order: str) -> tuple[int | datetime.datetime, int]:
    return keyset.decode_number(position) if order == THANKED else keyset.decode(position)
