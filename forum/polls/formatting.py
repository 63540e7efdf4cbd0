"""The dates of a poll as text."""

from events.display.formatting import format_dates
from events.models import Event, Occurrence
from events.recurrence import OPEN_END_LASTS
from forum.models import PollDate


def when(date: PollDate) -> str:
    """Return start and end of `date` in the active language."""
    return format_dates(
        Occurrence(
            event=Event(has_open_end=date.ends_at is None),
            starts_at=date.starts_at,
            ends_at=date.ends_at or date.starts_at + OPEN_END_LASTS,
        )
    )
