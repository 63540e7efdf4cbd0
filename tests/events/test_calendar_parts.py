"""The calendar as a week, and the archive of past events."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, Occurrence
from events.models.details import EventStatus
from tests import factories
from tests.events.conftest import local
from tests.events.test_calendar_page import CALENDAR, get, make_many, text, titles

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)

NOON = datetime.datetime(2026, 12, 8, 12, tzinfo=datetime.UTC)


def week(response):
    return {
        day.date.day: [entry.title for entry in day.entries]
        for day in response.context["week_days"]
        if day.entries
    }


# --- The week -----------------------------------------------------------------------------


@time_machine.travel(NOON)
def test_a_week_has_seven_days_from_monday(client, theme):
    make_many(theme, 1, first=local(2026, 12, 13, 18))
    response = get(client, view="week")
    assert week(response) == {13: ["Event 0"]}
    page = text(response)
    # The six other days say in a paragraph that nothing is planned.
    assert len(re.findall(r'</h3>\s*<p class="soft">[^<]+</p>', page)) == 6
    assert len(re.findall(r'</h3>\s*<ul class="events"', page)) == 1
    assert "Week 50, 2026" in page
    assert "7 December – 13 December" in page
    assert "?view=week&amp;week=2026-W49" in page
    assert "?view=week&amp;week=2026-W51" in page
    assert "today" in page
    assert 'name="robots" content="noindex"' in page


@pytest.mark.parametrize(
    ("asked", "title"),
    [("2026-W53", "Week 53, 2026"), ("2027-W01", "Week 1, 2027"), ("2020-W53", "Week 53, 2020")],
)
def test_iso_weeks_work_at_the_turn_of_the_year(client, asked, title):
    response = get(client, view="week", week=asked)
    assert response.context["query"].unknown == ()
    assert title in text(response)


@pytest.mark.parametrize("asked", ["2026-W54", "2027-W53", "2026-W00", "2026-50", "\0", "9999-W01"])
def test_an_invalid_week_is_named(client, asked):
    response = get(client, view="week", week=asked)
    assert response.status_code == 200
    assert response.context["query"].unknown == ("week",)


@time_machine.travel(NOON)
def test_a_long_event_is_on_each_day_of_the_week(client, theme):
    factories.make_occurrence(
        theme, title="Camp", starts_at=local(2026, 12, 5, 10), ends_at=local(2026, 12, 9)
    )
    response = get(client, view="week")
    assert week(response) == {7: ["Camp"], 8: ["Camp"]}


@time_machine.travel(NOON)
def test_an_empty_week_links_to_the_next_with_events(client, theme):
    make_many(theme, 1, first=local(2026, 12, 10, 18))
    make_many(theme, 1, first=local(2027, 2, 3, 18))
    response = get(client, view="week", week="2027-W02")
    assert response.context["is_empty"]
    assert response.context["next_entry"].when.first_day == datetime.date(2027, 2, 3)
    assert response.context["next_part_url"] == "?view=week&week=2027-W05"
    assert '<a class="button" href="?view=week&amp;week=2027-W05">' in text(response)


@time_machine.travel(NOON)
def test_an_empty_month_suggests_an_event_after_it(client, theme):
    make_many(theme, 1, first=local(2026, 12, 10, 18))
    make_many(theme, 1, first=local(2027, 3, 3, 18))

    def suggested_month(month):
        response = get(client, view="month", month=month)
        url = response.context["next_part_url"]
        assert f'<a class="button" href="{url.replace("&", "&amp;")}">' in text(response)
        return url

    assert suggested_month("2027-01") == "?view=month&month=2027-03"
    # After the last event, the page suggests the first upcoming one.
    assert suggested_month("2028-01") == "?view=month&month=2026-12"


@time_machine.travel(NOON)
def test_the_suggestion_skips_cancelled_events(client, theme):
    make_many(theme, 2, first=local(2026, 12, 10, 18))
    cancelled, held = Occurrence.objects.order_by("starts_at")
    Occurrence.objects.filter(pk=cancelled.pk).update(status=EventStatus.CANCELLED)
    shown = get(client, view="month", month="2031-01").context["next_entry"]
    assert shown.occurrence == held
    Occurrence.objects.update(status=EventStatus.CANCELLED)
    shown = get(client, view="month", month="2031-01").context["next_entry"]
    assert shown.occurrence == cancelled


@time_machine.travel(NOON)
def test_days_of_neighbouring_months_show_their_events(client, theme):
    """A screen reader announces a cell without events as an empty day."""
    factories.make_occurrence(theme, title="New Year's Eve", starts_at=local(2026, 12, 31, 18))
    response = get(client, view="month", month="2027-01")
    [first_week, *_weeks] = response.context["weeks"]
    assert [entry.title for day in first_week for entry in day.entries] == ["New Year's Eve"]
    # January itself is empty.
    assert response.context["is_empty"]


def test_week_and_month_link_to_each_other(client):
    page = text(get(client, view="week", week="2026-W53"))
    # Most of it lies in December.
    assert "?view=month&amp;month=2026-12" in page
    assert "?view=week&amp;week=2026-W49" in text(get(client, view="month", month="2026-12"))


@pytest.mark.parametrize(
    ("asked", "gone"), [("2000-W01", "previous_url"), ("2099-W53", "next_url")]
)
def test_weeks_have_a_first_and_a_last_year(client, asked, gone):
    response = get(client, view="week", week=asked)
    assert response.status_code == 200
    assert response.context[gone] == ""


# --- Past events --------------------------------------------------------------------------


def test_the_archive_lists_past_events_latest_first(client, theme):
    factories.make_occurrence(theme, title="Older", starts_at=factories.in_days(-9))
    factories.make_occurrence(theme, title="Newer", starts_at=factories.in_days(-2))
    factories.make_occurrence(
        theme, title="Now", starts_at=factories.in_days(-1), ends_at=factories.in_days(1)
    )
    factories.make_occurrence(
        theme, title="Hidden", starts_at=factories.in_days(-3), is_published=False
    )
    factories.make_event_page(theme, title="To come")
    response = get(client, view="past")
    assert titles(response) == ["Newer", "Older"]
    for week in response.context["weeks_of_events"]:
        assert {entry.occurrence.state for entry in week.entries} == {"over"}
    assert 'name="robots" content="noindex"' in text(response)


def test_the_archive_is_paginated_in_both_directions(client, theme):
    make_many(theme, 55, first=factories.in_days(-10))
    seen, url, pages = [], CALENDAR + "?view=past", []
    while url:
        response = client.get(url)
        pages.append(titles(response))
        seen += pages[-1]
        url = response.context["earlier_url"] and CALENDAR + response.context["earlier_url"]
    assert seen == [f"Event {number}" for number in reversed(range(55))]
    for expected in reversed(pages[:-1]):
        response = client.get(CALENDAR + response.context["later_url"])
        assert titles(response) == expected
    assert not response.context["later_url"]


def test_events_at_the_same_minute_are_each_listed_once(client, theme):
    start = factories.in_days(3)
    for number in range(45):
        factories.make_occurrence(theme, title=f"Event {number}", starts_at=start)
    seen, url = [], CALENDAR
    while url:
        response = client.get(url)
        seen += titles(response)
        url = response.context["later_url"] and CALENDAR + response.context["later_url"]
    assert sorted(seen) == sorted(f"Event {number}" for number in range(45))


def test_an_empty_archive_has_a_page(client):
    response = get(client, view="past")
    assert response.status_code == 200
    assert response.context["is_empty"]
    assert 'class="empty' in text(response)


# --- With 50,000 occurrences --------------------------------------------------------------


def copy_occurrence(occurrence, rows):
    """Copy it to other events and starts: ten times as fast as bulk_create on SQLite."""
    table = Occurrence._meta.db_table
    times = ("recurrence_id", "starts_at", "ends_at")
    own = ", ".join(("event_id", *times))
    kept = ", ".join(
        field.column
        for field in Occurrence._meta.concrete_fields
        if field.column not in {"id", "event_id", *times}
    )
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({own}, {kept}) "  # noqa: S608 (all names are from the model)
            f"SELECT %s, %s, %s, %s, {kept} FROM {table} WHERE id = %s",
            [
                (event, adapt(start), adapt(start), adapt(start + HOUR), occurrence.pk)
                for event, start in rows
            ],
        )


@pytest.fixture
def fifty_thousand(theme):
    """50,000 occurrences of 500 events, half of them past; the value is the time between."""
    start = factories.in_days(0.01)
    events = Event.objects.bulk_create(
        Event(theme=theme, title=f"Event {number}", is_published=True) for number in range(500)
    )
    first = Occurrence.objects.create(
        event=events[0], recurrence_id=start, starts_at=start, ends_at=start + HOUR
    )
    copy_occurrence(
        first,
        (
            (events[number % 500].pk, start + HOUR * (number - 25_000))
            for number in range(50_000)
            if number != 25_000
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return start


def plan(occurrences):
    return occurrences.explain().lower()


def test_the_last_page_costs_as_much_as_the_first(client, fifty_thousand):
    everything = Occurrence.objects.filter(event__is_published=True).for_listing()
    far = fifty_thousand + datetime.timedelta(hours=20_000)
    long_ago = fifty_thousand - datetime.timedelta(hours=20_000)
    for found in (
        everything.upcoming(),
        everything.upcoming().after(far, 1),
        everything.upcoming().before(far, 1),
        everything.past(),
        everything.past().before(long_ago, 1),
        everything.past().after(long_ago, 1).order_by("starts_at", "pk"),
        everything.touching(far, far + datetime.timedelta(days=7)),
    ):
        steps = plan(found[:21])
        assert "occurrence_in_time" in steps, steps
        # The index has the order, so the database sorts nothing.
        assert "b-tree" not in steps, steps
        assert " sort" not in steps.replace("incremental sort", ""), steps

    def cost(**query):
        get(client, **query)
        with CaptureQueriesContext(connection) as captured:
            response = get(client, **query)
        assert response.status_code == 200
        return len(captured), titles(response)

    # A process finds the site, the themes and the addresses once.
    client.get(CALENDAR)
    first, shown = cost()
    assert len(shown) == 20
    for hours, view in ((24_000, "agenda"), (-24_000, "past")):
        place = fifty_thousand + datetime.timedelta(hours=hours)
        after = f"{int(place.timestamp() * 1_000_000)}-0"
        far, shown = cost(view=view, after=after)
        assert len(shown) == 20
        # One more query, for the link back.
        assert far == first + 1
