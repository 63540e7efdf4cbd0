"""When a series takes place: RFC 5545 rules, reckoned by the clock on the wall.

Seven in the evening stays seven in the evening when daylight saving begins or ends. A time in the
hour that the clocks leave out is reckoned with the offset from before (RFC 5545, § 3.3.5), and one
in the hour that they repeat is its first.
"""

import datetime
import re
from collections.abc import Iterator
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event
from events.pages.models import EventPage

# What is not said to end lasts so long, for lists and for what is over.
OPEN_END_LASTS = datetime.timedelta(hours=3)

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNTIL = re.compile(r"UNTIL=(\d{8}T\d{6})Z")
_COUNT = re.compile(r"COUNT=(\d+)")
_MONTHLY_DAY = re.compile(r"BYDAY=(-1|\d)[A-Z]{2}")
# In days.
_SHORTEST_MONTH = 28
_STAMP = "%Y%m%dT%H%M%S"
# A series that ends does so within these days: `EventPage.clean` sees to it.
LONGEST_SERIES = datetime.timedelta(days=366 * 10)

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
        return all_day(
            timezone.localdate(start), timezone.localdate(start if page.has_open_end else end)
        )
    return start.astimezone(datetime.UTC), end.astimezone(datetime.UTC)


def all_day(first: datetime.date, last: datetime.date) -> Times:
    """Return start and end, in UTC, of what lasts from the first day to the end of the last."""
    start, end = _midnight(first), _midnight(last + datetime.timedelta(days=1))
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
    series = takewhile(
        lambda wall: wall <= limit, rrulestr(_by_the_wall(rule, zone), dtstart=wall_clock)
    )
    following = (wall for wall in series if wall > wall_clock)
    # The first counts, also where the rule does not name it.
    count = _COUNT.search(rule)
    for wall_start in islice(following, int(count[1]) - 1 if count else None):
        # In UTC, because a time in the hour that the clocks repeat equals none of another zone.
        start = wall_start.replace(tzinfo=zone).astimezone(datetime.UTC)
        end = (wall_start + lasts).replace(tzinfo=zone).astimezone(datetime.UTC)
        # In the hour that the clocks leave out, the end would come before the start.
        yield start, end if end > start else start + (first[1] - first[0])


def ends(rule: str) -> bool:
    """Return whether the series says when it ends, by a number or a day."""
    return "COUNT=" in rule or "UNTIL=" in rule


def in_words(of: Event | EventPage) -> str:
    """Return when `of` repeats, as one says it: "Every Tuesday at 19:00, until 5 May 2027 (23
    times)". In the active language; empty if it does not repeat.
    """
    rule, first = _rule_and_first(of)
    if not rule or first is None:
        return ""
    start = timezone.localtime(first[0])
    rhythm = _rhythm(rule, start)
    if not of.is_all_day:
        rhythm = _("%(rhythm)s at %(time)s") % {
            "rhythm": rhythm,
            "time": date_format(start, "TIME_FORMAT"),
        }
    if not ends(rule):
        return rhythm
    all_times = list(times(rule, first, until=first[0] + 2 * LONGEST_SERIES))
    last = timezone.localtime(all_times[-1][0])
    number = ngettext("%(count)d time", "%(count)d times", len(all_times))
    return _("%(rhythm)s, until %(day)s (%(number)s)") % {
        "rhythm": rhythm,
        "day": f"{date_format(last, 'MONTH_DAY_FORMAT')} {last.year}",
        "number": number % {"count": len(all_times)},
    }


def _rule_and_first(of: Event | EventPage) -> tuple[str, Times | None]:
    if isinstance(of, EventPage):
        return rule_of(of), first_times(of)
    if of.first_starts_at is None or of.first_ends_at is None:
        return "", None
    return of.recurrence, (of.first_starts_at, of.first_ends_at)


def _rhythm(rule: str, start: datetime.datetime) -> str:
    """Return how often, in words; `start` is the first time, as a clock on the wall shows it."""
    names = {"weekday": date_format(start, "l"), "number": start.day}
    if "FREQ=DAILY" in rule:
        return _("Every day")
    if "FREQ=WEEKLY" in rule:
        if "INTERVAL=2" in rule:
            return _("Every other %(weekday)s") % names
        return _("Every %(weekday)s") % names
    if found := _MONTHLY_DAY.search(rule):
        return (
            _("The last %(weekday)s of the month"),
            _("The first %(weekday)s of the month"),
            _("The second %(weekday)s of the month"),
            _("The third %(weekday)s of the month"),
            _("The fourth %(weekday)s of the month"),
        )[max(int(found[1]), 0)] % names
    if start.day > _SHORTEST_MONTH:
        return _("On day %(number)d of the month (where there is one)") % names
    return _("On day %(number)d of the month") % names


def _by_the_wall(rule: str, zone: ZoneInfo) -> str:
    """Return `rule` with its UNTIL as a clock on the wall shows it, as dateutil compares it."""

    def local(found: re.Match[str]) -> str:
        moment = datetime.datetime.strptime(found[1], _STAMP).replace(tzinfo=datetime.UTC)
        return f"UNTIL={moment.astimezone(zone):{_STAMP}}"

    return _UNTIL.sub(local, rule)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
