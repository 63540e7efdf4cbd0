"""One entry in the timeline of a campaign. The apps above make entries, too."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format


@dataclass(frozen=True, kw_only=True)
class StoryEntry:
    """What happened on a day, as the timeline shows it."""

    on: datetime.date
    icon: str
    title: str
    text: str = ""
    # The path of the page with more; empty if there is none.
    url: str = ""
    # The language of a title that somebody typed; empty if it is the reader's.
    language: str = ""
    # In place of the day, if only the month or the year is known.
    when_text: str = ""
    is_result: bool = False
    # The value of an update's block, with its text, picture and figures.
    update: Any = None
    # The `id` of the entry, to which notices link.
    anchor: str = ""

    @property
    def when(self) -> str:
        return self.when_text or date_format(self.on, "DATE_FORMAT")


def in_order(entries: Iterable[StoryEntry], limit: int) -> list[StoryEntry]:
    """Return the latest `limit` entries, the earliest of them first."""
    return sorted(entries, key=lambda entry: entry.on)[-limit:]
