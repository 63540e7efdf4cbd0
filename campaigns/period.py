"""The period of a campaign in words."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def format_period(starts_on: datetime.date | None, ends_on: datetime.date | None) -> str:
    """Return "3 May 2026 – 7 June 2026", "from …", "until …"; "" without any day.

    Whole years are said as years: "2015 – 2022".
    """
    if starts_on and ends_on:
        if (starts_on.month, starts_on.day, ends_on.month, ends_on.day) == (1, 1, 12, 31):
            years = dict.fromkeys((str(starts_on.year), str(ends_on.year)))
            return " – ".join(years)
        return f"{_day(starts_on)} – {_day(ends_on)}"
    if starts_on:
        return _("from %(day)s") % {"day": _day(starts_on)}
    return _("until %(day)s") % {"day": _day(ends_on)} if ends_on else ""


def _day(day: datetime.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
