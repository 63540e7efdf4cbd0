"""When something is, in words: for pages, lists, mails and files alike."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time, for people and for machines (HTML's `datetime`)."""

    words: str
    machine: str
    # What stands between it and the one before.
    joint: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """From when until when. Of what lasts all day no hours are said, of an open end no end."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    is_all_day: bool = False
    has_open_end: bool = False

    @property
    def first_day(self) -> datetime.date:
        """The day on which it starts, in Hjørring."""
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self) -> datetime.date:
        """The day on which it ends: midnight is the end of a day, not the beginning of one."""
        if self.has_open_end:
            return self.first_day
        return timezone.localdate(self.ends_at - datetime.timedelta(microseconds=1))

    @property
    def start(self) -> str:
        """When it starts, for the grid of a month: the hour, or that it lasts all day."""
        return _("All day") if self.is_all_day else self._time(self.starts_at)

    @property
    def in_words(self) -> str:
        """Both ends with their full dates, in the active language."""
        return "".join(moment.joint + moment.words for moment in self.full)

    @property
    def full(self) -> list[Moment]:
        """Both ends with their full dates, as moments to mark up."""
        return self._moments(date_format(self.first_day, "DATE_FORMAT"), "DATETIME_FORMAT")

    @property
    def short(self) -> list[Moment]:
        """The same where the date stands beside: one day is only called by its name."""
        weekday = capfirst(date_format(self.first_day, "l"))
        at = _("%(weekday)s at %(time)s") % {
            "weekday": weekday,
            "time": self._time(self.starts_at),
        }
        return self._moments(weekday, "", at) if self._is_one_day else self.full

    @property
    def _is_one_day(self) -> bool:
        return self.first_day == self.last_day

    def _moments(self, day: str, start_format: str, at: str = "") -> list[Moment]:
        if self.is_all_day:
            return self._days(day)
        start = timezone.localtime(self.starts_at)
        if self.has_open_end:
            words = {"day": day, "time": self._time(self.starts_at)}
            return [Moment(_("%(day)s from %(time)s") % words, start.isoformat())]
        end = timezone.localtime(self.ends_at)
        end_words = (
            self._time(self.ends_at) if self._is_one_day else date_format(end, "DATETIME_FORMAT")
        )
        return [
            Moment(at or date_format(start, start_format), start.isoformat()),
            Moment(end_words, end.isoformat(), "–" if self._is_one_day else " – "),
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
