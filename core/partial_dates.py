"""Dates of which perhaps only the year or month is known: "2022", "maj 2022", "31. maj 2022"."""

import datetime
import re
from dataclasses import dataclass

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext

_YEARS = range(1800, 2201)


class NotADate(ValueError):
    """A text that is no date. The message is for the editor."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day. As text: in the active language."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        if self.month is None:
            return str(self.year)
        first = datetime.date(self.year, self.month, self.day or 1)
        if self.day is None:
            return date_format(first, "YEAR_MONTH_FORMAT")
        return date_format(first, "SHORT_DATE_FORMAT")

    def isoformat(self) -> str:
        parts = (f"{part:02}" for part in (self.month, self.day) if part is not None)
        return "-".join([f"{self.year:04}", *parts])

    @classmethod
    def fromisoformat(cls, text: str) -> "PartialDate":
        """Read what `isoformat` wrote. Raises ValueError."""
        year, *rest = (int(part) for part in text.split("-"))
        date = cls(year, *rest)
        datetime.date(date.year, date.month or 1, date.day or 1)
        return date


def parse_partial_date(text: str) -> PartialDate:
    """Read a year, a month or a day, in figures or with the month's name in the active language.

    Raises NotADate.
    """
    plain = text.strip().lower().replace(".", " ").replace("/", " ").replace("-", " ")
    parts = plain.split()
    if parts and len(parts[0]) == 4:
        parts.reverse()
    names = {str(name).lower(): number for number, name in MONTHS.items()}
    if len(parts) == 3 and parts[0] in names:
        parts[:2] = parts[1::-1]
    numbers = [names.get(part) or (int(part) if _is_number(part) else 0) for part in parts]
    try:
        day, month, year = [None] * (3 - len(numbers)) + numbers
        if year is None or year not in _YEARS:
            raise ValueError(year)
        found = PartialDate(year, month, day)
        datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except (TypeError, ValueError):
        raise NotADate(
            gettext("“%(text)s” is not a date. Write a year, a month or a day: %(examples)s.")
            % {
                "text": text.strip(),
                "examples": ", ".join(map(str, (PartialDate(2022), PartialDate(2022, 5)))),
            }
        ) from None
    return found


def _is_number(text: str) -> bool:
    return re.fullmatch("[0-9]{1,4}", text) is not None
