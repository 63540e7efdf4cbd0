"""Lists of threads beside the filtered one: the newest, the most thanked, those near, one's own…

They have no filters, since each filter would need its own indexes.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import keyset
from core.areas import areas_around
from core.caching.held_values import HeldValues
from forum.models import Thread
from forum.models.thread_queries import ThreadQuerySet
from forum.threads.shared_rows import Reader, shared
from forum.threads.thread_list import THREADS_PER_PAGE, ThreadFilter
from notifications.notices import follows, topics
from residents.models import User

NEWEST, THANKED, UNANSWERED = "newest", "thanked", "unanswered"
NEAR, MINE, FOLLOWED = "near", "mine", "followed"
# The parameter of the address.
PARAMETER = "show"
# Only for those who are signed in.
PERSONAL = frozenset({NEAR, MINE, FOLLOWED})
# Near are one's own area and those whose middles are nearest to its middle.
NEIGHBOURS = 3
# Of the threads that somebody follows, the list has those that they began to follow last.
MOST_FOLLOWED = 500

_LABELS = {
    "": gettext_noop("Latest activity"),
    NEAR: gettext_noop("Near me"),
    NEWEST: gettext_noop("Newest"),
    THANKED: gettext_noop("Most thanked"),
    UNANSWERED: gettext_noop("Without replies"),
    MINE: gettext_noop("My threads"),
    FOLLOWED: gettext_noop("Threads I follow"),
}
_EMPTY = {
    NEWEST: gettext_noop("Nobody has written here yet"),
    THANKED: gettext_noop("Nobody has written here yet"),
    NEAR: gettext_noop("Nobody has written near you yet"),
    UNANSWERED: gettext_noop("Every thread has a reply"),
    MINE: gettext_noop("You have not started a thread yet"),
    FOLLOWED: gettext_noop("You do not follow any threads yet"),
}

_ORDERS = {NEWEST: "-created_at", THANKED: "-thanks_count"}

_pages: HeldValues[tuple[list[Thread], str]] = HeldValues(most=50)


@dataclass(frozen=True, slots=True)
class ListLink:
    """A link to one of the lists."""

    label: str
    url: str
    current: bool


def read_choice(query: QueryDict, active: ThreadFilter) -> tuple[str, bool]:
    """Return the list that `query` asks for, "" for the filtered one, and whether it exists.

    Beside a filter there is no other list.
    """
    requested = query.get(PARAMETER, "")
    chosen = requested if requested in _EMPTY and not active else ""
    return chosen, chosen == requested


def links(reader: Reader, chosen: str) -> list[ListLink]:
    """Return links to the lists that `reader` has."""
    url = reverse("forum:threads")
    return [
        ListLink(_(label), f"{url}?{PARAMETER}={name}" if name else url, name == chosen)
        for name, label in _LABELS.items()
        if (reader.is_authenticated or name not in PERSONAL)
        and (name != NEAR or _area_of(reader) or name == chosen)
    ]


def label_of(chosen: str) -> str:
    """Return the name of a list; "" for the filtered one, which is named after its filters."""
    return _(_LABELS[chosen]) if chosen else ""


def empty_title(reader: Reader, chosen: str) -> str:
    """Return what stands in place of an empty list; "" for the filtered one."""
    if chosen == NEAR and _area_of(reader) is None:
        return _("Choose your town in your profile to see what is near you")
    return _(_EMPTY[chosen]) if chosen else ""


def list_page(reader: Reader, chosen: str, cursor: str) -> tuple[list[Thread], str]:
    """Return the page of that list after `cursor`, and the cursor of the next page.

    Empty cursors are the first page, and that there is no next one. Two queries at most. Raises
    `keyset.InvalidCursorError`.
    """
    if chosen == NEAR:
        areas = tuple(areas_around(_area_of(reader) or 0, NEIGHBOURS))
        return shared(
            _pages, (NEAR, areas, cursor), reader, lambda each: _near_page(each, areas, cursor)
        )
    if chosen in PERSONAL:
        return _page(rows_of(reader, chosen), chosen, cursor)
    return shared(
        _pages,
        (chosen, cursor),
        reader,
        lambda each: _page(rows_of(each, chosen), chosen, cursor),
    )


def rows_of(reader: Reader, chosen: str) -> ThreadQuerySet:
    """Return the threads of that list that `reader` may see."""
    visible = Thread.objects.visible_to(reader)
    if chosen == UNANSWERED:
        return visible.filter(post_count=1, closed_at=None, is_locked=False)
    if chosen == MINE:
        return visible.filter(author=reader.pk)
    if chosen == FOLLOWED:
        assert reader.is_authenticated  # noqa: S101 – the view has sent others to the sign-in
        prefix, _id = topics.split(topics.thread(0))
        return visible.filter(pk__in=follows.latest_ids(reader, prefix, MOST_FOLLOWED))
    return visible


def order_of(chosen: str) -> tuple[str, str]:
    """Return the order of that list."""
    return _ORDERS.get(chosen, "-last_activity_at"), "-pk"


def near_rows(rows: ThreadQuerySet, areas: Iterable[int], most: int) -> QuerySet:
    """Return the primary keys of the latest `most` of `rows` in any of `areas`.

    Each area is a range of an index, of which no more than `most` rows are read.
    """
    order = order_of(NEAR)
    latest = [
        # Within a union, SQLite takes a limit only in a query of its own.
        Thread.objects.filter(pk__in=rows.filter(area=area).order_by(*order).values("pk")[:most])
        .order_by()
        .values_list("last_activity_at", "id")
        for area in areas
    ]
    if not latest:
        return Thread.objects.none().values_list("last_activity_at", "id")
    return latest[0].union(*latest[1:], all=True).order_by("-last_activity_at", "-id")[:most]


def _near_page(reader: Reader, areas: Iterable[int], cursor: str) -> tuple[list[Thread], str]:
    """Return the page of the list of threads in `areas`, as `list_page` does."""
    rows = _after(Thread.objects.visible_to(reader), NEAR, cursor)
    found = list(near_rows(rows, areas, THREADS_PER_PAGE + 1))
    listed = Thread.objects.filter(pk__in=[pk for _moment, pk in found])
    return _cut(list(listed.for_listing().order_by(*order_of(NEAR))), NEAR)


def _page(rows: ThreadQuerySet, chosen: str, cursor: str) -> tuple[list[Thread], str]:
    listed = _after(rows, chosen, cursor).for_listing().order_by(*order_of(chosen))
    return _cut(list(listed[: THREADS_PER_PAGE + 1]), chosen)


def _after(rows: ThreadQuerySet, chosen: str, cursor: str) -> ThreadQuerySet:
    """Return those of `rows` that follow `cursor` in the order of the list."""
    if not cursor:
        return rows
    field = order_of(chosen)[0].removeprefix("-")
    position: tuple[int | datetime.datetime, int]
    position = keyset.decode_number(cursor) if chosen == THANKED else keyset.decode(cursor)
    value, pk = position
    # The second condition lets the database start in the index.
    return rows.filter(Q(**{f"{field}__lt": value}) | Q(pk__lt=pk), **{f"{field}__lte": value})


def _cut(fetched: list[Thread], chosen: str) -> tuple[list[Thread], str]:
    """Return the page, and the cursor of the next one if there is a row more."""
    page = fetched[:THREADS_PER_PAGE]
    if len(fetched) == len(page):
        return page, ""
    last = page[-1]
    if chosen == THANKED:
        return page, keyset.encode_number(last.thanks_count, last.pk)
    return page, keyset.encode(getattr(last, order_of(chosen)[0].removeprefix("-")), last.pk)


def _area_of(reader: Reader) -> int | None:
    return reader.area_id if isinstance(reader, User) else None
