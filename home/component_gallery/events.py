"""Sample events, and the month that they are in."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from events.display.date_ranges import DateRange
from events.models.choices import SignUpAvailability
from events.models.venue import Venue
from home.component_gallery.moments import moment
from home.component_gallery.themes import (
    BURGLARY,
    DIGITAL,
    GREEN,
    LONELINESS,
    LONG,
    SPACES,
    TRAFFIC,
)


def _entry(title: str, days: int, *, whole: str = "", **changes: Any) -> SimpleNamespace:
    """Return an `EventListItem`; `whole` is "day" (all day) or "open" (open end)."""
    starts_at = changes.setdefault("starts_at", moment(days, 19, 5))
    ends_at = changes.setdefault("ends_at", moment(days, 21))
    is_example = changes.pop("is_example", True)
    event = SimpleNamespace(
        recurrence=changes.pop("recurrence", ""),
        is_example=is_example,
    )
    theme = changes.pop("theme", BURGLARY)
    price = changes.pop("price", "")
    occurrence = {
        "pk": 1,
        "takes_signups": True,
        "event": event,
        "venue": Venue(changes.pop("venue", "Forsamlingshuset")),
        "area_name": changes.pop("area_name", "Sydby"),
        "is_online": False,
        "status": "scheduled",
        "state": SignUpAvailability.FREE,
        "seats_left": None,
    }
    return SimpleNamespace(
        occurrence=SimpleNamespace(**(occurrence | changes)),
        title=title,
        url="#",
        language="da",
        is_example=is_example,
        when=DateRange(starts_at, ends_at, whole == "day", whole == "open"),
        continues=False,
        short_price=price,
        theme=theme,
    )


def _whole_days(first: int, count: int) -> dict[str, datetime]:
    """Return the start and end of `count` whole days."""
    return {"starts_at": moment(first, 0), "ends_at": moment(first + count, 0)}


ENTRIES = [
    _entry("Naboaften: sådan holder vi øje for hinanden", 0, seats_left=12),
    _entry("Kaffe på bænken", 1, theme=LONELINESS, venue="Havnen", area_name="Nordby"),
    _entry(
        "Hjælp til din telefon",
        3,
        theme=DIGITAL,
        seats_left=1,
        recurrence="FREQ=WEEKLY",
        price="50 kr.",
    ),
    _entry("Cykellygter og reflekser", 4, theme=TRAFFIC, state=SignUpAvailability.WAITING_LIST),
    _entry("Besøgsven for første gang", 4, theme=LONELINESS, state=SignUpAvailability.NEWCOMERS),
    _entry(
        "Lygtetur gennem byen",
        6,
        theme=SPACES,
        state=SignUpAvailability.CANCELLED,
        area_name="Midtby",
    ),
    _entry("Fællesspisning", 6, theme=LONELINESS, state=SignUpAvailability.POSTPONED),
    _entry("Krybskytteri på nettet", 7, theme=DIGITAL, status="moved_online", is_online=True),
    _entry(
        "Byttedag",
        8,
        theme=GREEN,
        state=SignUpAvailability.NO_SIGNUP,
        whole="day",
        **_whole_days(8, 1),
    ),
    _entry("Havneweekend", 9, state=SignUpAvailability.NOT_OPEN, whole="day", **_whole_days(9, 2)),
    _entry("Sct. Hans ved vandet", 10, state=SignUpAvailability.CLOSED, whole="open"),
    _entry("Kaffe i laden", -4, theme=LONELINESS, state=SignUpAvailability.OVER),
    _entry("Strikkeaften", 0, theme=LONELINESS, state=SignUpAvailability.UNDER_WAY),
    _entry("Kender du en falsk besked?", 9, theme=DIGITAL, venue="", area_name="", is_online=True),
    _entry(LONG, 12, theme=None, ends_at=moment(13, 16), is_example=False),
]


def weeks() -> Iterator[list[SimpleNamespace]]:
    """Yield the weeks of December 2026, Monday first, with the sample events of each day."""
    first = date(2026, 11, 30)
    for week in range(5):
        days = [first + timedelta(days=7 * week + day) for day in range(7)]
        yield [
            SimpleNamespace(
                date=day,
                in_month=day.month == 12,
                is_today=day == date(2026, 12, 8),
                is_listed=True,
                entries=[
                    entry
                    for entry in ENTRIES
                    if timezone.localdate(entry.occurrence.starts_at) == day
                ],
            )
            for day in days
        ]
