"""Dates of events as rows of the desk, with their seats, waiting lists and edit pages."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from core.theme_limits import ThemedPagePermissionPolicy
from core.themes import localized_themes
from events.display.list_items import EventListItem, list_items
from events.display.waiting_counts import WaitingCount, waiting_counts
from events.models import Occurrence
from events.pages.event_page import EventPage
from residents.models import User


@dataclass(frozen=True, slots=True)
class EventRow:
    """One date of an event."""

    entry: EventListItem
    waiting: WaitingCount
    # The page to edit; None if the user may not edit it, or if there is none.
    page: EventPage | None

    @property
    def occurrence(self) -> Occurrence:
        return self.entry.occurrence

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk]) if self.page else ""

    @property
    def signups_url(self) -> str:
        """The list of attendees; empty if nobody signs up."""
        if not self.occurrence.event.has_signup:
            return ""
        return reverse("events:attendees", args=[self.occurrence.pk])

    @property
    def has_changes(self) -> bool:
        """Whether the page has changes that are not published."""
        return self.page is not None and self.page.has_unpublished_changes


def event_rows(occurrences: Iterable[Occurrence], user: User) -> list[EventRow]:
    """Return the rows of `occurrences`, whose events must be loaded. Three queries."""
    rows = list(occurrences)
    waiting = waiting_counts(rows)
    pages = _pages_to_edit({row.event.translation_key for row in rows}, user)
    return [
        EventRow(
            entry,
            waiting.get(entry.occurrence.pk, WaitingCount()),
            pages.get(entry.occurrence.event.translation_key),
        )
        for entry in list_items(rows, localized_themes())
    ]


def _pages_to_edit(keys: set[uuid.UUID], user: User) -> dict[uuid.UUID, EventPage]:
    """Return the page of each event that `user` may edit, the source page if possible."""
    editable = ThemedPagePermissionPolicy().instances_user_has_any_permission_for(
        user, {"change", "publish"}
    )
    pages = (
        EventPage.objects.filter(translation_key__in=keys, pk__in=editable.values("pk"))
        .defer_streamfields()
        .select_related("locale")
        .order_by("pk")
    )
    found: dict[uuid.UUID, EventPage] = {}
    for page in pages:
        is_source = page.locale.language_code == settings.LANGUAGE_CODE
        if is_source or page.translation_key not in found:
            found[page.translation_key] = page
    return found
