"""Recurrence rules, compared with plain dateutil over ten years and both clock changes."""

import datetime

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, rrulestr, weekdays
from django.utils import timezone, translation
from icalendar import vRecur

from events import recurrence
from events.models import Event
from events.pages.event_page import EventPage
from tests.events.conftest import COPENHAGEN, local

pytestmark = pytest.mark.django_db

TEN_YEARS = datetime.timedelta(days=3653)
HOUR = datetime.timedelta(hours=1)

# A Tuesday; the hour that is there twice; the day that has 23 hours, at an hour it lacks on; a
# leap day; the last day of a long month; the fifth Thursday of a month.
STARTS = {
    "tuesday": local(2026, 5, 5, 19),
    "repeated_hour": local(2026, 10, 25, 2, 30),
    "hour_left_out": local(2027, 3, 21, 2, 30),
    "midnight": local(2026, 10, 25, 0, 0),
    "leap_day": local(2028, 2, 29, 8),
    "thirty_first": local(2027, 1, 31, 2, 15),
}
RULES = {
    "daily": lambda start: {"freq": DAILY},
    "weekly": lambda start: {"freq": WEEKLY},
    "fortnightly": lambda start: {"freq": WEEKLY, "interval": 2},
    "monthly_last": lambda start: {"freq": MONTHLY, "byweekday": weekday(start)(-1)},
    "monthly_date": lambda start: {"freq": MONTHLY, "bymonthday": start.day},
    "monthly": lambda start: {"freq": MONTHLY, "byweekday": weekday(start)(nth(start))},
}


def weekday(start):
    return weekdays[start.weekday()]


def nth(start):
    number = (start.day + 6) // 7
    return -1 if number == 5 else number


def page(start, *, lasts=2 * HOUR, **fields):
    return EventPage(starts_at=start, ends_at=start + lasts, **fields)


def made(of, days=TEN_YEARS):
    first = of.first_times
    return list(recurrence.times(of.recurrence_rule, first, until=first[0] + days))


def by_the_wall(moment):
    return moment.astimezone(COPENHAGEN).replace(tzinfo=None)


@pytest.mark.parametrize("repeats", RULES)
@pytest.mark.parametrize("name", STARTS)
def test_ten_years_agree_with_dateutil(repeats, name):
    start = STARTS[name]
    wall = by_the_wall(start)
    plain = rrule(dtstart=wall, until=wall + TEN_YEARS, **RULES[repeats](wall))
    # A start that the rule does not match still counts: the editor entered it.
    expected = sorted({wall, *plain})
    found = made(page(start, repeats=repeats))
    as_written = [moment.replace(tzinfo=COPENHAGEN) for moment in expected]
    assert [begin for begin, _end in found] == [
        moment.astimezone(datetime.UTC) for moment in as_written
    ]
    for (begin, end), moment in zip(found, expected, strict=True):
        assert end > begin
        # The local hour stays the same, except in the hour that the clocks skip.
        assert by_the_wall(begin) in {moment, moment + HOUR}
        assert by_the_wall(begin) == moment or moment.month == 3


def test_a_local_hour_shifts_in_utc():
    found = made(page(local(2026, 10, 20, 19), repeats="weekly", repeat_count=2))
    assert [begin.hour for begin, _end in found] == [17, 18]


def test_the_skipped_hour_has_the_offset_from_before():
    found = made(page(local(2027, 3, 21, 2, 30), repeats="weekly", repeat_count=3))
    assert [by_the_wall(begin) for begin, _end in found] == [
        datetime.datetime(2027, 3, 21, 2, 30),
        datetime.datetime(2027, 3, 28, 3, 30),
        datetime.datetime(2027, 4, 4, 2, 30),
    ]


def test_the_repeated_hour_is_the_first_of_the_two():
    found = made(page(local(2026, 10, 18, 2, 30), repeats="weekly", repeat_count=2))
    assert found[1][0] == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)


def test_all_day_is_from_midnight_to_midnight_at_clock_changes():
    start = local(2026, 10, 11)
    days = page(start, lasts=datetime.timedelta(0), is_all_day=True, repeats="weekly")
    lengths = set()
    for begin, end in made(days):
        assert by_the_wall(begin).time() == by_the_wall(end).time() == datetime.time()
        assert by_the_wall(end) - by_the_wall(begin) == datetime.timedelta(days=1)
        lengths.add((end - begin) // HOUR)
    assert lengths == {23, 24, 25}


def test_all_day_ends_after_its_last_day():
    weekend = page(local(2027, 3, 27, 10), lasts=24 * HOUR, is_all_day=True)
    [(begin, end)] = made(weekend)
    assert (begin, end) == (local(2027, 3, 27), local(2027, 3, 29))


def test_an_open_end_counts_as_three_hours():
    open_ended = EventPage(starts_at=local(2026, 5, 5, 19), has_open_end=True)
    [(begin, end)] = made(open_ended)
    assert end - begin == recurrence.OPEN_END_LASTS


# --- The text of the rule -----------------------------------------------------------------


@pytest.mark.parametrize("repeats", RULES)
@pytest.mark.parametrize(
    "ending",
    [{}, {"repeat_count": 17}, {"repeat_until": datetime.date(2027, 10, 31)}],
    ids=["endless", "count", "until"],
)
def test_rules_are_valid_rfc_5545_text(repeats, ending):
    of = page(local(2026, 10, 27, 19), repeats=repeats, **ending)
    rule = of.recurrence_rule
    parsed = vRecur.from_ical(rule)
    assert vRecur(parsed).to_ical().decode().count("FREQ=") == 1
    assert set(parsed) == {part.split("=")[0] for part in rule.split(";")}
    if "UNTIL" in parsed:
        # In UTC, as the start has a time zone. (§ 3.3.10)
        [until] = parsed["UNTIL"]
        assert until.tzinfo is not None
        assert rule.split("UNTIL=")[1].split(";")[0].endswith("Z")
        assert until.astimezone(COPENHAGEN).date() == datetime.date(2027, 10, 31)
    # dateutil reads the rule itself, with its UNTIL in UTC, and finds the same times.
    read = rrulestr(rule, dtstart=local(2026, 10, 27, 19))
    horizon = local(2036, 10, 20, 19)
    expected = list(read.between(local(2026, 10, 27, 18), horizon))
    found = [begin for begin, _end in made(of)][: len(expected)]
    assert found == [moment.astimezone(datetime.UTC) for moment in expected]
    assert recurrence.ends(rule) == bool(ending)


@pytest.mark.parametrize(
    ("start", "repeats", "rule"),
    [
        (local(2026, 5, 5, 19), "", ""),
        (local(2026, 5, 5, 19), "daily", "FREQ=DAILY"),
        (local(2026, 5, 5, 19), "weekly", "FREQ=WEEKLY"),
        (local(2026, 5, 5, 19), "fortnightly", "FREQ=WEEKLY;INTERVAL=2"),
        (local(2026, 5, 5, 19), "monthly", "FREQ=MONTHLY;BYDAY=1TU"),
        (local(2026, 5, 30, 19), "monthly", "FREQ=MONTHLY;BYDAY=-1SA"),
        (local(2026, 5, 5, 19), "monthly_last", "FREQ=MONTHLY;BYDAY=-1TU"),
        (local(2026, 5, 31, 19), "monthly_date", "FREQ=MONTHLY;BYMONTHDAY=31"),
    ],
)
def test_each_option_has_its_rule(start, repeats, rule):
    assert page(start, repeats=repeats).recurrence_rule == rule


@pytest.mark.parametrize(
    ("repeats", "weekdays", "rule"),
    [
        ("weekly", "TU,TH", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("weekly", "TU", "FREQ=WEEKLY"),
        ("fortnightly", "TU,SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU"),
        ("daily", "TU,TH", "FREQ=DAILY"),
    ],
)
def test_several_weekdays_are_part_of_a_weekly_rule(repeats, weekdays, rule):
    found = page(local(2026, 5, 5, 19), repeats=repeats, weekdays=weekdays).recurrence_rule
    assert found == rule
    assert vRecur(vRecur.from_ical(found)).to_ical().decode().count("FREQ=") == 1


@pytest.mark.parametrize("interval", [1, 2])
def test_several_weekdays_agree_with_dateutil_over_the_clock_changes(interval):
    start = STARTS["tuesday"]
    repeats = "weekly" if interval == 1 else "fortnightly"
    wall = by_the_wall(start)
    plain = rrule(
        WEEKLY, dtstart=wall, interval=interval, byweekday=(1, 3, 6), until=wall + TEN_YEARS
    )
    found = made(page(start, repeats=repeats, weekdays="TU,TH,SU"))
    assert [by_the_wall(begin) for begin, _end in found] == list(plain)
    assert {by_the_wall(begin).hour for begin, _end in found} == {19}


def test_the_number_of_times_counts_every_weekday():
    of = page(local(2026, 10, 20, 19), repeats="weekly", weekdays="TU,TH", repeat_count=5)
    assert [by_the_wall(begin).day for begin, _end in made(of)] == [20, 22, 27, 29, 3]


def test_the_last_day_is_inclusive():
    late = page(local(2026, 10, 20, 23), repeats="weekly", repeat_until=datetime.date(2026, 11, 3))
    assert [by_the_wall(begin).day for begin, _end in made(late)] == [20, 27, 3]


def test_the_count_includes_a_first_time_outside_the_rule():
    odd = page(local(2026, 10, 20, 19), repeats="monthly_last", repeat_count=3)
    assert [by_the_wall(begin).day for begin, _end in made(odd)] == [20, 27, 24]


# --- In words -----------------------------------------------------------------------------

TUESDAY = local(2026, 12, 1, 19)
IN_WORDS = [
    ({"repeats": ""}, "", ""),
    (
        {"repeats": "weekly", "repeat_count": 23},
        "Every Tuesday at 19:00, until 4 May 2027 (23 times)",
        "Hver tirsdag kl. 19.00 til og med 4. maj 2027 (23 gange)",
    ),
    (
        {"repeats": "weekly", "repeat_until": datetime.date(2027, 5, 5)},
        "Every Tuesday at 19:00, until 4 May 2027 (23 times)",
        "Hver tirsdag kl. 19.00 til og med 4. maj 2027 (23 gange)",
    ),
    ({"repeats": "weekly"}, "Every Tuesday at 19:00", "Hver tirsdag kl. 19.00"),
    (
        {"repeats": "weekly", "weekdays": "TU,TH"},
        "Every Tuesday and Thursday at 19:00",
        "Hver tirsdag og torsdag kl. 19.00",
    ),
    (
        {"repeats": "fortnightly", "weekdays": "MO,TU,SU", "repeat_count": 3},
        "Every other Monday, Tuesday and Sunday at 19:00, until 14 December 2026 (3 times)",
        "Hver anden mandag, tirsdag og søndag kl. 19.00 til og med 14. december 2026 (3 gange)",
    ),
    ({"repeats": "daily"}, "Every day at 19:00", "Hver dag kl. 19.00"),
    ({"repeats": "fortnightly"}, "Every other Tuesday at 19:00", "Hver anden tirsdag kl. 19.00"),
    (
        {"repeats": "monthly"},
        "The first Tuesday of the month at 19:00",
        "Den første tirsdag i måneden kl. 19.00",
    ),
    (
        {"repeats": "monthly_last"},
        "The last Tuesday of the month at 19:00",
        "Den sidste tirsdag i måneden kl. 19.00",
    ),
    (
        {"repeats": "monthly_date"},
        "On day 1 of the month at 19:00",
        "Den 1. i måneden kl. 19.00",
    ),
    (
        {"repeats": "monthly_date", "starts_at": local(2026, 12, 31, 8)},
        "On day 31 of the month (if the month has one) at 08:00",
        "Den 31. i måneden (når måneden har den dag) kl. 08.00",
    ),
    ({"repeats": "weekly", "is_all_day": True}, "Every Tuesday", "Hver tirsdag"),
]


@pytest.mark.parametrize(("fields", "english", "danish"), IN_WORDS)
def test_a_recurrence_is_described_in_both_languages(fields, english, danish):
    start = fields.get("starts_at", TUESDAY)
    page = EventPage(**{"starts_at": start, "ends_at": start + HOUR, **fields})
    for language, description in (("en", english), ("da", danish)):
        with translation.override(language):
            assert page.recurrence_in_words == description


def test_an_event_without_a_first_time_has_no_description():
    event = Event()
    assert recurrence.describe(event.recurrence, event.first_times, is_all_day=False) == ""
    assert timezone.is_aware(TUESDAY)
