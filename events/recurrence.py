"""When a series takes place: RFC 5545 recurrence rules on local wall-clock time.

Seven in the evening stays seven in the evening when daylight saving begins or ends. A time in the
hour that the clocks skip gets the offset from before the change (RFC 5545, § 3.3.5); a time in the
hour that they repeat is the first of the two.
"""

import datetime
import re
from collections.abc import Collection, Iterator
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.conf import settings
from django.db import models
from django.utils import dates, timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.text.lists import join_with_and

# How long an event with an open end is taken to last.
OPEN_END_LASTS = datetime.timedelta(hours=3)
# The last time of a series that ends is at most this long after the first.
LONGEST_SERIES = datetime.timedelta(days=366 * 10)

# Codes of RFC 5545, with their names.
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAYS = dict(zip(_CODES, dates.WEEKDAYS.values(), strict=True))
_UNTIL = re.compile(r"UNTIL=(\d{8}T\d{6})Z")
_COUNT = re.compile(r"COUNT=(\d+)")
_BYDAY = re.compile(r"FREQ=WEEKLY\b.*\bBYDAY=([A-Z,]+)")
_MONTHLY_DAY = re.compile(r"BYDAY=(-1|\d)[A-Z]{2}")
# In days.
_SHORTEST_MONTH = 28
_STAMP = "%Y%m%dT%H%M%S"

# Start and end.
Times = tuple[datetime.datetime, datetime.datetime]


class Repeats(models.TextChoices):
    """The recurrences that editors can choose from."""

    NEVER = "", gettext_lazy("Takes place once")
    DAILY = "daily", gettext_lazy("Every day")
    WEEKLY = "weekly", gettext_lazy("Every week")
    FORTNIGHTLY = "fortnightly", gettext_lazy("Every other week")
    MONTHLY = (
        "monthly",
        gettext_lazy("Every month, on the same weekday (such as the first Thursday)"),
    )
    MONTHLY_LAST = (
        "monthly_last",
        gettext_lazy("Every month, on the last of that weekday (such as the last Thursday)"),
    )
    MONTHLY_DATE = "monthly_date", gettext_lazy("Every month, on the same date")


# The recurrences that can have several weekdays.
ON_WEEKDAYS = (Repeats.WEEKLY, Repeats.FORTNIGHTLY)


def first_times(
    starts_at: datetime.datetime,
    ends_at: datetime.datetime | None,
    *,
    is_all_day: bool = False,
    has_open_end: bool = False,
) -> Times:
    """Return start and end, in UTC, of the first time of an event as an editor entered it.

    All day means from midnight to midnight; an open end is `OPEN_END_LASTS` after the start.
    """
    end = None if has_open_end else ends_at
    if end is None:
        end = starts_at + OPEN_END_LASTS
    if is_all_day:
        first_day = timezone.localdate(starts_at)
        return all_day(first_day, first_day if has_open_end else timezone.localdate(end))
    return starts_at.astimezone(datetime.UTC), end.astimezone(datetime.UTC)


def all_day(first: datetime.date, last: datetime.date) -> Times:
    """Return start and end, in UTC, of all days from `first` to `last`."""
    start, end = _midnight(first), _midnight(last + datetime.timedelta(days=1))
    return start.astimezone(datetime.UTC), end.astimezone(datetime.UTC)


def rule_for(
    repeats: str,
    starts_at: datetime.datetime,
    *,
    weekdays: Collection[str] = (),
    count: int | None = None,
    until: datetime.date | None = None,
) -> str:
    """Return the RFC 5545 RRULE of an event that starts at `starts_at`; "" if it does not repeat.

    `weekdays` are the codes of those in a week that has it; without any, the one of `starts_at`.
    `count` is the number of times, `until` the last day (inclusive); with neither it goes on.
    """
    if repeats == Repeats.NEVER:
        return ""
    start = timezone.localtime(starts_at)
    weekday = weekday_of(start)
    # Not every month has a fifth weekday, but each has a last one.
    week_of_month = (start.day - 1) // 7 + 1
    ordinal = -1 if week_of_month == 5 else week_of_month
    rule = {
        Repeats.DAILY: "FREQ=DAILY",
        Repeats.WEEKLY: "FREQ=WEEKLY",
        Repeats.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        Repeats.MONTHLY: f"FREQ=MONTHLY;BYDAY={ordinal}{weekday}",
        Repeats.MONTHLY_LAST: f"FREQ=MONTHLY;BYDAY=-1{weekday}",
        Repeats.MONTHLY_DATE: f"FREQ=MONTHLY;BYMONTHDAY={start.day}",
    }[Repeats(repeats)]
    if repeats in ON_WEEKDAYS and (days := [day for day in WEEKDAYS if day in weekdays]):
        rule = rule if days == [weekday] else f"{rule};BYDAY={','.join(days)}"
    if count:
        return f"{rule};COUNT={count}"
    if until:
        # In UTC, because the start has a time zone. (RFC 5545, § 3.3.10)
        midnight = _midnight(until + datetime.timedelta(days=1))
        last_second = midnight.astimezone(datetime.UTC) - datetime.timedelta(seconds=1)
        return f"{rule};UNTIL={last_second:{_STAMP}}Z"
    return rule


def weekday_of(moment: datetime.datetime) -> str:
    """Return the code of its weekday in local time."""
    return list(WEEKDAYS)[timezone.localtime(moment).weekday()]


def times(rule: str, first: Times, *, until: datetime.datetime) -> Iterator[Times]:
    """Yield start and end, in UTC, of each time of the series that begins with `first`.

    Times that begin after `until` (aware) are left out, except the first. An empty `rule` yields
    the first time only.
    """
    yield first
    if not rule:
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    wall_clock = timezone.make_naive(first[0], zone)
    duration = timezone.make_naive(first[1], zone) - wall_clock
    limit = timezone.make_naive(until, zone)
    series = takewhile(
        lambda wall: wall <= limit, rrulestr(_with_local_until(rule, zone), dtstart=wall_clock)
    )
    following = (wall for wall in series if wall > wall_clock)
    # The first time counts even if the rule does not match it.
    count = _COUNT.search(rule)
    for wall_start in islice(following, int(count[1]) - 1 if count else None):
        # In UTC: in the hour that the clocks repeat, a local time equals none of another zone.
        start = wall_start.replace(tzinfo=zone).astimezone(datetime.UTC)
        end = (wall_start + duration).replace(tzinfo=zone).astimezone(datetime.UTC)
        # In the hour that the clocks skip, the end could come before the start.
        yield start, end if end > start else start + (first[1] - first[0])


def ends(rule: str) -> bool:
    """Return whether the series has a last time, by a number or a day."""
    return "COUNT=" in rule or "UNTIL=" in rule


def describe(rule: str, first: Times | None, *, is_all_day: bool) -> str:
    """Return how often a series takes place, in the active language; "" if it does not repeat.

    For example "Every Tuesday at 19:00, until 5 May 2027 (23 times)".
    """
    if not rule or first is None:
        return ""
    start = timezone.localtime(first[0])
    frequency = _describe_frequency(rule, start)
    if not is_all_day:
        frequency = _("%(rhythm)s at %(time)s") % {
            "rhythm": frequency,
            "time": date_format(start, "TIME_FORMAT"),
        }
    if not ends(rule):
        return frequency
    all_times = list(times(rule, first, until=first[0] + 2 * LONGEST_SERIES))
    last = timezone.localtime(all_times[-1][0])
    number = ngettext("%(count)d time", "%(count)d times", len(all_times))
    return _("%(rhythm)s, until %(day)s (%(number)s)") % {
        "rhythm": frequency,
        "day": f"{date_format(last, 'MONTH_DAY_FORMAT')} {last.year}",
        "number": number % {"count": len(all_times)},
    }


def _describe_frequency(rule: str, start: datetime.datetime) -> str:
    """Return the frequency of `rule` as text; `start` is the first time in local time."""
    names: dict[str, Any] = {"weekday": date_format(start, "l"), "number": start.day}
    if "FREQ=DAILY" in rule:
        return _("Every day")
    if "FREQ=WEEKLY" in rule:
        if found := _BYDAY.search(rule):
            names["weekday"] = join_with_and([str(WEEKDAYS[day]) for day in found[1].split(",")])
        if "INTERVAL=2" in rule:
            return _("Every other %(weekday)s") % names
        return _("Every %(weekday)s") % names
    if ordinal := _MONTHLY_DAY.search(rule):
        return (
            _("The last %(weekday)s of the month"),
            _("The first %(weekday)s of the month"),
            _("The second %(weekday)s of the month"),
            _("The third %(weekday)s of the month"),
            _("The fourth %(weekday)s of the month"),
        )[max(int(ordinal[1]), 0)] % names
    if start.day > _SHORTEST_MONTH:
        return _("On day %(number)d of the month (if the month has one)") % names
    return _("On day %(number)d of the month") % names


def _with_local_until(rule: str, zone: ZoneInfo) -> str:
    """Return `rule` with its UNTIL in local time, which dateutil compares with a naive start."""

    def to_local(match: re.Match[str]) -> str:
        moment = datetime.datetime.strptime(match[1], _STAMP).replace(tzinfo=datetime.UTC)
        return f"UNTIL={moment.astimezone(zone):{_STAMP}}"

    return _UNTIL.sub(to_local, rule)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
