"""The inbox: the list of a resident's notices, page by page."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.http import HttpRequest
from django.utils import timezone

from notifications.models import Notice
from notifications.notices import activities, activity_types
from notifications.notices.activity_types import Described
from notifications.notices.grouping import NoticeGroup, grouped
from residents.models import User
from residents.requests import signed_in_reader

ENTRIES_PER_PAGE = 30
# A page reads at most so many batches: most notices are shown, and few may no longer be seen.
MOST_BATCHES = 5
# The header shows a larger number as "99+".
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A notice with its description."""

    notice: Notice
    description: Described

    @property
    def is_new(self) -> bool:
        return self.notice.read_at is None

    @property
    def day(self) -> datetime.date:
        """The local date of the notice."""
        return timezone.localdate(self.notice.created_at)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """What happened to one thing on one day, all of it new or all of it seen."""

    group: NoticeGroup
    is_new: bool


@dataclass(slots=True)
class NoticesPage:
    """A page of the list. `older` is the cursor of the next page; None on the last one.

    `invisible` are the unread notices on the page that the reader may no longer see.
    """

    entries: list[InboxItem] = field(default_factory=list)
    older: int | None = None
    invisible: list[Notice] = field(default_factory=list)


def has_unread(user: User, up_to: int) -> bool:
    """Return whether a notice of `user` up to that id, on this page or a later one, is unread."""
    return Notice.objects.filter(recipient=user, read_at=None, pk__lte=up_to).exists()


def mark_topic_seen(request: HttpRequest, target: str, *, up_to: int | None = None) -> None:
    """Mark the reader's notices of the page of `target` as read; see `activities.mark_seen`."""
    user = signed_in_reader(request)
    if user is None or request.method != "GET":
        return
    unread = _unread(request, user)
    if target in unread or len(unread) > MOST_COUNTED:
        activities.mark_seen(user, target, up_to=up_to)
        del request.unread_notices  # type: ignore[attr-defined]


def unread_on_page(request: HttpRequest) -> int:
    """Return the number of the reader's unread notices, at most `MOST_COUNTED` + 1."""
    user = signed_in_reader(request)
    return len(_unread(request, user)) if user else 0


def _unread(request: HttpRequest, user: User) -> list[str]:
    """Return the targets of at most `MOST_COUNTED` + 1 unread notices.

    Read once a request: a page marks some as read and counts the rest.
    """
    found: list[str] | None = getattr(request, "unread_notices", None)
    if found is None:
        unread = Notice.objects.filter(recipient=user, read_at=None).order_by()
        targets = unread.values_list("activity__target", flat=True)
        found = list(targets[: MOST_COUNTED + 1])
        request.unread_notices = found  # type: ignore[attr-defined]
    return found


def page_of_notices(user: User, before: int | None) -> NoticesPage:
    """Return the page of notices before that id (None: the latest).

    Notices that the reader may no longer see are left out, so more rows may be read than shown.
    """
    page = NoticesPage()
    for _batch in range(MOST_BATCHES):
        notices = _read_batch(user, before)
        described = activity_types.describe([notice.activity for notice in notices], user)
        for notice in notices:
            if len(page.entries) == ENTRIES_PER_PAGE:
                page.older = before
                return page
            before = notice.pk
            if notice.activity_id in described:
                page.entries.append(InboxItem(notice, described[notice.activity_id]))
            elif notice.read_at is None:
                page.invisible.append(notice)
        if len(notices) <= ENTRIES_PER_PAGE:
            return page
    page.older = before
    return page


def _read_batch(user: User, before: int | None) -> list[Notice]:
    notices = Notice.objects.filter(recipient=user).select_related("activity").order_by("-pk")
    if before is not None:
        notices = notices.filter(pk__lt=before)
    # One more than a page shows, to know whether there is another page.
    return list(notices[: ENTRIES_PER_PAGE + 1])


def by_day(entries: Iterable[InboxItem]) -> list[tuple[datetime.date, list[InboxRow]]]:
    """Return `entries` (latest first) by day, with one row for all that happened to one thing.

    What the reader has seen already is a row apart, so that the link of a new row leads to what is
    new.
    """
    days = []
    for day, items in groupby(entries, key=lambda entry: entry.day):
        oldest_first = list(items)[::-1]
        described = {item.notice.activity_id: item.description for item in oldest_first}
        rows = [
            InboxRow(group, is_new)
            for is_new in (True, False)
            for group in grouped(
                (item.notice for item in oldest_first if item.is_new == is_new), described
            )
        ]
        days.append((day, sorted(rows, key=lambda row: row.group.latest.pk, reverse=True)))
    return days
