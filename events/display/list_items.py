"""Rows of event lists in the reader's language, without a query for each row."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from core.caching.held_values import HeldValues
from core.themes import LocalizedTheme, LocalizedThemes
from events.display.date_ranges import DateRange
from events.display.formatting import date_range, format_location, format_reason
from events.display.localized_texts import texts_by_event
from events.models import EventText, Occurrence, SignUp

# As many characters as stay on one line of a phone.
_SHORT_PRICE = 30


@dataclass(frozen=True, slots=True)
class EventListItem:
    """One occurrence in a list."""

    occurrence: Occurrence
    title: str
    # The path of the event's page; empty if there is none.
    url: str
    language: str
    theme: LocalizedTheme | None
    # Why it is cancelled, postponed or online; empty if it takes place as planned.
    reason: str = ""
    # In the words of the organiser; empty if they gave none.
    price: str = ""
    # In the grid of a month: it began on an earlier day.
    continues: bool = False
    # On the event's page: the reader's own active sign-up.
    signup: SignUp | None = None

    @property
    def is_example(self) -> bool:
        return self.occurrence.event.is_example

    @property
    def shown(self) -> tuple[Hashable, ...]:
        """What the row of a list shows, as the key of a held piece of a page."""
        occurrence, event = self.occurrence, self.occurrence.event
        return (
            *(occurrence.pk, occurrence.starts_at, occurrence.ends_at, occurrence.status),
            *(occurrence.state, occurrence.seats_left, occurrence.is_online),
            *(occurrence.venue.name, occurrence.area_name, bool(event.recurrence)),
            *(event.is_example, event.has_open_end, event.is_all_day, event.by_neighbours),
            *(self.title, self.url, self.language, self.reason, self.short_price, self.continues),
            self.theme.shown if self.theme else None,
        )

    @property
    def short_price(self) -> str:
        """The price if it fits in the row of a list; "" if it is longer, and on the page only."""
        return self.price if len(self.price) <= _SHORT_PRICE else ""

    @property
    def own_place(self) -> str:
        """Where it takes place if that is elsewhere than the event's other dates."""
        return format_location(self.occurrence) if self.occurrence.has_own_venue else ""

    @property
    def when(self) -> DateRange:
        """Start and end as text."""
        return date_range(self.occurrence)


# What the lists that many ask for read again and again.
_texts: HeldValues[dict[int, EventText]] = HeldValues(most=200)


def list_items(occurrences: Iterable[Occurrence], themes: LocalizedThemes) -> list[EventListItem]:
    """Return the list rows of `occurrences`, whose events must be loaded. One query."""
    rows = list(occurrences)
    event_ids = frozenset(occurrence.event_id for occurrence in rows)
    texts = _texts.get((get_language(), event_ids), lambda: texts_by_event(event_ids))
    items = []
    for occurrence in rows:
        event = occurrence.event
        text = texts.get(event.pk)
        items.append(
            EventListItem(
                occurrence=occurrence,
                title=text.title if text else event.title,
                url=text.url if text else "",
                language=text.language if text else settings.LANGUAGE_CODE,
                theme=themes.get(event.theme_id),
                reason=format_reason(occurrence, text),
                price=text.price if text else "",
            )
        )
    return items
