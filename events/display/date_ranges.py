"""Start and end of an event as text, for pages, lists, mails and files."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time as text, and as the value of HTML's `datetime` attribute."""

    words: str
    machine: str
    # The dash between this moment and the one before it.
    separator: str = ""

    @property
    def unbroken(self) -> str:
        """The words for a page, where no line breaks before the time."""
        return "\N{NO-BREAK SPACE}".join(self.words.rsplit(" ", 1))


@dataclass(frozen=True, slots=True)
class DateRange:
    """A start and an end (aware). All day hides the hours, an open end hides the end."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    is_all_day: bool = False
    has_open_end: bool = False

    @property
    def first_day(self) -> datetime.date:
        """The local day of the start."""
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self) -> datetime.date:
        """The local day of the end; an end at midnight belongs to the day before."""
        if self.has_open_end:
            return self.first_day
        return timezone.localdate(self.ends_at - datetime.timedelta(microseconds=1))

    @property
    def start(self) -> str:
        """The hour of the start, or "All day", for the grid of a month."""
        return _("All day") if self.is_all_day else self._time(self.starts_at)

    @property
    def in_words(self) -> str:
        """Both ends with their full dates, on one line."""
        return "".join(moment.separator + moment.words for moment in self.full)

    @property
    def full(self) -> list[Moment]:
        """Both ends with their full dates."""
        return self._moments(date_format(self.first_day, "DATE_FORMAT"))

    @property
    def short(self) -> list[Moment]:
        """Both ends for a list that shows the date already: a single day is named by weekday."""
        if not self._is_one_day:
            return self.full
        return self._moments(capfirst(date_format(self.first_day, "l")))

    @property
    def _is_one_day(self) -> bool:
        return self.first_day == self.last_day

    def _moments(self, day: str) -> list[Moment]:
        if self.is_all_day:
            return self._days(day)
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        values = {"day": day, "time": self._time(start)}
        if self.has_open_end:
            return [
                Moment(_("%(day)s from %(time)s") % values, start.isoformat(timespec="seconds"))
            ]
        if self._is_one_day:
            return [
                Moment(_("%(day)s, %(time)s") % values, start.isoformat(timespec="seconds")),
                Moment(self._time(end), end.isoformat(timespec="seconds"), "–"),
            ]
        return [
            Moment(date_format(start, "DATETIME_FORMAT"), start.isoformat(timespec="seconds")),
            Moment(date_format(end, "DATETIME_FORMAT"), end.isoformat(timespec="seconds"), " – "),
        ]

    def _days(self, day: str) -> list[Moment]:
        first = self.first_day.isoformat()
        if self.has_open_end:
            return [Moment(_("from %(day)s, all day") % {"day": day}, first)]
        if self._is_one_day:
            return [Moment(_("%(day)s, all day") % {"day": day}, first)]
        last = {"day": date_format(self.last_day, "DATE_FORMAT")}
        return [
            Moment(day, first),
            Moment(_("%(day)s, all day") % last, self.last_day.isoformat(), " – "),
        ]

    @staticmethod
    def _time(moment: datetime.datetime) -> str:
        return date_format(timezone.localtime(moment), "TIME_FORMAT")
