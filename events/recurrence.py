"""When a series takes place: RFC 5545 rules, reckoned by the clock on the wall.

Seven in the evening stays seven in the evening when daylight saving begins or ends. A time in the
hour that the clocks leave out is reckoned with the offset from before (RFC 5545, § 3.3.5), and one
in the hour that they repeat is its first.
"""

import datetime
import re
from collections.abc import Iterator
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.conf import settings
from django.utils import timezone

from events.models import EventPage

# What is not said to end lasts so long, for lists and for what is over.
OPEN_END_LASTS = datetime.timedelta(hours=3)

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNTIL = re.compile(r"UNTIL=(\d{8}T\d{6})Z")
_STAMP = "%Y%m%dT%H%M%S"

Times = tuple[datetime.datetime, datetime.datetime]


def first_times(page: EventPage) -> Times:
    """Return start and end, in UTC, of the first time that `page` names.

    All day means from midnight to midnight; an open end is `OPEN_END_LASTS` after the start.
    """
    start = page.starts_at
    end = None if page.has_open_end else page.ends_at
    if end is None:
        end = start + OPEN_END_LASTS
    if page.is_all_day:
        last = start if page.has_open_end else end
        start = _midnight(timezone.localdate(start))
        end = _midnight(timezone.localdate(last) + datetime.timedelta(days=1))
    return start.astimezone(datetime.UTC), end.astimezone(datetime.UTC)


def rule_of(page: EventPage) -> str:
    """Return how `page` repeats as an RFC 5545 RRULE value; empty if it does not."""
    repeats = EventPage.Repeats(page.repeats)
    if repeats == EventPage.Repeats.NEVER:
        return ""
    start = timezone.localtime(page.starts_at)
    weekday = _WEEKDAYS[start.weekday()]
    # A fifth weekday does not occur in every month; the last one does.
    place = (start.day - 1) // 7 + 1
    rule = {
        EventPage.Repeats.DAILY: "FREQ=DAILY",
        EventPage.Repeats.WEEKLY: "FREQ=WEEKLY",
        EventPage.Repeats.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        EventPage.Repeats.MONTHLY: f"FREQ=MONTHLY;BYDAY={-1 if place == 5 else place}{weekday}",
        EventPage.Repeats.MONTHLY_LAST: f"FREQ=MONTHLY;BYDAY=-1{weekday}",
        EventPage.Repeats.MONTHLY_DATE: f"FREQ=MONTHLY;BYMONTHDAY={start.day}",
    }[repeats]
    if page.repeat_count:
        return f"{rule};COUNT={page.repeat_count}"
    if page.repeat_until:
        # In UTC, since the start has a time zone. (RFC 5545, § 3.3.10)
        midnight = _midnight(page.repeat_until + datetime.timedelta(days=1))
        until = midnight.astimezone(datetime.UTC) - datetime.timedelta(seconds=1)
        return f"{rule};UNTIL={until:{_STAMP}}Z"
    return rule


def times(rule: str, first: Times, *, until: datetime.datetime) -> Iterator[Times]:
    """Yield start and end, in UTC, of each time of the series that begins with `first`.

    Those that begin after `until` (aware) are left out; the first never is. An empty `rule` is
    no series.
    """
    yield first
    if not rule:
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    wall_clock = timezone.make_naive(first[0], zone)
    lasts = timezone.make_naive(first[1], zone) - wall_clock
    limit = timezone.make_naive(until, zone)
    series = iter(rrulestr(_by_the_wall(rule, zone), dtstart=wall_clock))
    for wall_start in takewhile(lambda wall: wall <= limit, series):
        # In UTC, because a time in the hour that the clocks repeat equals none of another zone.
        start = wall_start.replace(tzinfo=zone).astimezone(datetime.UTC)
        end = (wall_start + lasts).replace(tzinfo=zone).astimezone(datetime.UTC)
        if start <= first[0]:
            continue
        # In the hour that the clocks leave out, the end would come before the start.
        yield start, end if end > start else start + (first[1] - first[0])


def _by_the_wall(rule: str, zone: ZoneInfo) -> str:
    """Return `rule` with its UNTIL as a clock on the wall shows it, as dateutil compares it."""

    def local(found: re.Match[str]) -> str:
        moment = datetime.datetime.strptime(found[1], _STAMP).replace(tzinfo=datetime.UTC)
        return f"UNTIL={moment.astimezone(zone):{_STAMP}}"

    return _UNTIL.sub(local, rule)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
