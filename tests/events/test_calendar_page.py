"""The calendar page as a list and as a month."""

import datetime
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Event, Occurrence
from tests import factories
from tests.events.conftest import local

pytestmark = pytest.mark.django_db

CALENDAR = "/en/calendar/"


def get(client, **query):
    return client.get(CALENDAR, query)


def text(response):
    return response.content.decode()


def titles(response):
    return [entry.title for week in response.context["weeks_of_events"] for entry in week.entries]


def grid(response):
    return {
        day.date: [entry.title for entry in day.entries]
        for week in response.context["weeks"]
        for day in week
        if day.entries
    }


def make_many(theme, count, *, first=None):
    """Make `count` occurrences an hour apart, each of another event."""
    start = first or factories.in_days(1)
    events = Event.objects.bulk_create(
        Event(theme=theme, title=f"Event {number}", is_published=True) for number in range(count)
    )
    Occurrence.objects.bulk_create(
        Occurrence(
            event=event,
            recurrence_id=start + datetime.timedelta(hours=number),
            starts_at=start + datetime.timedelta(hours=number),
            ends_at=start + datetime.timedelta(hours=number + 1),
        )
        for number, event in enumerate(events)
    )


# --- The list -----------------------------------------------------------------------------


def test_the_list_groups_upcoming_events_by_day(client, theme, area):
    factories.make_event_page(theme, title="Later", starts_at=factories.in_days(3), area=area)
    factories.make_event_page(theme, title="Sooner", starts_at=factories.in_days(2))
    factories.make_event_page(theme, title="Past", starts_at=factories.in_days(-3))
    factories.make_event_page(theme, title="Draft", publish=False)
    response = get(client)
    assert response.status_code == 200
    assert titles(response) == ["Sooner", "Later"]
    assert "Hirtshals" in text(response)
    assert 'name="robots"' not in text(response)
    assert 'rel="canonical" href="http://testserver/en/calendar/"' in text(response)


def test_an_event_under_way_is_listed_this_week(client, theme):
    factories.make_event_page(
        theme, title="Week", starts_at=factories.in_days(-2), ends_at=factories.in_days(2)
    )
    response = get(client)
    [week] = response.context["weeks_of_events"]
    [entry] = week.entries
    assert week.monday <= timezone.localdate() <= week.sunday
    assert entry.title == "Week"


def test_titles_are_in_the_language_of_the_reader(client, theme):
    danish = factories.make_event_page(theme, title="Nabocafé")
    factories.make_event_translation(danish, "Café")
    assert titles(client.get("/da/kalender/")) == ["Nabocafé"]
    assert titles(get(client)) == ["Café"]


def test_the_list_is_paginated_in_both_directions(client, theme):
    make_many(theme, 55)
    seen, url, pages = [], CALENDAR, []
    while url:
        response = client.get(url)
        pages.append(titles(response))
        seen += pages[-1]
        url = response.context["later_url"] and CALENDAR + response.context["later_url"]
    assert seen == [f"Event {number}" for number in range(55)]
    assert 'name="robots" content="noindex"' in text(response)
    for expected in reversed(pages[:-1]):
        response = client.get(CALENDAR + response.context["earlier_url"])
        assert titles(response) == expected
    assert not response.context["earlier_url"]


def test_a_page_after_the_last_event_suggests_the_next_event(client, theme):
    make_many(theme, 1)
    response = get(client, after="4000000000000000-1")
    assert response.status_code == 200
    assert response.context["is_empty"]
    assert response.context["next_entry"].title == "Event 0"
    assert "Event 0" in text(response)


def test_filter_links_combine(client, theme, area):
    other = factories.make_theme("loneliness")
    factories.make_event_page(theme, title="Both", area=area)
    factories.make_event_page(theme, title="Theme")
    factories.make_event_page(other, title="Area", area=area)
    assert titles(get(client, theme="traffic-safety")) == ["Both", "Theme"]
    assert titles(get(client, area="hirtshals")) == ["Both", "Area"]
    response = get(client, theme="traffic-safety", area="hirtshals")
    assert titles(response) == ["Both"]
    assert 'name="robots" content="noindex"' in text(response)
    page = text(get(client, theme="traffic-safety"))
    assert 'href="?theme=traffic-safety&amp;area=hirtshals#results"' in page
    assert 'href="?view=month&amp;theme=traffic-safety"' in page
    assert titles(client.get(CALENDAR + "?")) == ["Both", "Theme", "Area"]


def test_an_empty_filter_suggests_the_next_event_of_all(client, theme, area):
    factories.make_event_page(theme, title="Elsewhere")
    response = get(client, area="hirtshals")
    assert response.context["is_empty"]
    assert response.context["next_entry"].title == "Elsewhere"
    assert "Elsewhere" in text(response)
    assert 'class="empty' in text(response)


def test_an_empty_calendar_has_no_suggestion(client):
    for query in ({}, {"view": "month"}):
        response = get(client, **query)
        assert response.status_code == 200
        assert response.context["is_empty"]
        assert response.context["next_entry"] is None
        assert 'class="empty' in text(response)


def test_empty_archive_says_whether_a_filter_is_the_reason(client, theme, area):
    factories.make_event_page(theme)
    nothing, filtered = (get(client, view="past", **query) for query in ({}, {"area": "hirtshals"}))
    assert "No past events yet" in text(nothing)
    assert "No events match your filters" in text(filtered)
    assert "No past events" not in text(filtered)


# --- The month ----------------------------------------------------------------------------


@time_machine.travel(datetime.datetime(2026, 12, 8, 12, tzinfo=datetime.UTC))
def test_the_month_is_a_grid_of_weeks(client, theme):
    make_many(theme, 1, first=local(2026, 12, 24, 18))
    response = get(client, view="month")
    weeks = response.context["weeks"]
    assert [len(week) for week in weeks] == [7] * 5
    assert weeks[0][0].date == datetime.date(2026, 11, 30)
    assert grid(response) == {datetime.date(2026, 12, 24): ["Event 0"]}
    page = text(response)
    assert "<caption>December 2026</caption>" in page
    assert "January 2027" in page
    assert "?view=month&amp;month=2027-01" in page
    assert "?view=month&amp;month=2026-11" in page
    assert re.search(r'<th scope="col"[^>]*abbr="Monday"', page)


@time_machine.travel(datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC))
def test_a_long_event_is_on_each_day_of_the_month(client, theme):
    factories.make_occurrence(
        theme,
        title="Camp",
        starts_at=local(2026, 11, 29, 10),
        # Until midnight: not on the day that begins then.
        ends_at=local(2026, 12, 3, 0),
    )
    days = [datetime.date(2026, 11, 29) + datetime.timedelta(days=number) for number in range(4)]
    # Weeks are whole: the last one of November is the first of December.
    assert list(grid(get(client, view="month", month="2026-11"))) == days
    december = get(client, view="month", month="2026-12")
    assert list(grid(december)) == days[1:]
    first = december.context["weeks"][0][1].entries[0]
    assert first.continues


def test_days_begin_at_local_midnight(client, theme):
    # A Monday, which no other month's weeks hold.
    make_many(theme, 1, first=local(2027, 2, 1, 0, 30))
    assert list(grid(get(client, view="month", month="2027-02"))) == [datetime.date(2027, 2, 1)]
    assert not grid(get(client, view="month", month="2027-01"))


def test_past_months_show_past_events(client, theme):
    make_many(theme, 1, first=local(2020, 2, 29, 12))
    response = get(client, view="month", month="2020-02")
    assert grid(response) == {datetime.date(2020, 2, 29): ["Event 0"]}


def test_an_empty_month_suggests_the_next_event(client, theme):
    factories.make_event_page(theme, title="Nabocafé")
    response = get(client, view="month", month="2031-01")
    assert response.context["is_empty"]
    assert response.context["next_entry"].title == "Nabocafé"
    assert "Nabocafé" in text(response)


def test_a_month_with_too_many_events_is_cut_off_with_a_message(client, theme):
    make_many(theme, 402, first=local(2027, 1, 1, 12))
    response = get(client, view="month", month="2027-01")
    assert response.context["is_cut"]
    assert response.context["query"].unknown == ()
    assert text(response).count('class="notice notice--info"') == 1


@pytest.mark.parametrize(("month", "gone"), [("2000-01", "previous_url"), ("2099-12", "next_url")])
def test_months_have_a_first_and_a_last_year(client, month, gone):
    response = get(client, view="month", month=month)
    assert response.status_code == 200
    assert response.context[gone] == ""


# --- Invalid parameters -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("month", "2026-13"),
        ("month", "0000-00"),
        ("month", "\0"),
        ("month", "1999-12"),
        ("month", "2100-01"),
        ("month", "99999-01"),
        ("month", "2026-1-1"),
        ("view", "xyz"),
        ("view", "\0"),
        ("theme", "<script>alert(1)</script>"),
        ("theme", "\0"),
        ("area", "unknown"),
        ("area", "' OR 1=1 --"),
        ("after", "garbage"),
        ("after", "1-"),
        ("after", "-1-1"),
        ("after", "9" * 5000),
        ("after", f"{'9' * 18}-{'9' * 18}"),
        ("after", "1_0-1"),
        ("after", "١-١"),
        ("after", "\0"),
    ],
)
@pytest.mark.parametrize("view", ["agenda", "month"])
def test_unknown_parameters_are_named(client, theme, name, value, view):
    make_many(theme, 1)
    response = get(client, **{"view": view, name: value})
    assert response.status_code == 200
    assert name in response.context["query"].unknown
    assert "notice--info" in text(response)
    assert "<script>alert" not in text(response)
    assert 'name="robots" content="noindex"' in text(response)


def test_empty_and_foreign_parameters_are_ignored(client):
    response = client.get(CALENDAR + "?view=&theme=&area=&month=&after=&utm_source=x&view=")
    assert response.context["query"].unknown == ()


_values = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["agenda", "month", "2026-12", "9999-12", "1-1", "traffic-safety", "🌲"]),
    st.from_regex(r"[0-9]{1,25}-[0-9]{1,25}", fullmatch=True),
    st.from_regex(r"[0-9]{1,6}-[0-9]{1,3}", fullmatch=True),
)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    query=st.lists(
        st.tuples(st.sampled_from(["view", "theme", "area", "month", "after", "x"]), _values),
        max_size=5,
    )
)
def test_any_query_string_gets_a_page(theme, query):
    address = CALENDAR + "?" + urlencode(query, errors="surrogatepass")
    response = Client(raise_request_exception=True).get(address)
    assert response.status_code == 200
    for name in ("agenda_url", "month_url", "later_url", "next_url"):
        target = response.context.get(name) or ""
        assert set(parse_qs(urlsplit(target).query)) <= {"view", "theme", "area", "month", "after"}


# --- Cost ---------------------------------------------------------------------------------


@time_machine.travel(local(2026, 12, 1))
@pytest.mark.parametrize(
    "query", [{}, {"view": "month", "month": "2027-06"}], ids=["list", "month"]
)
def test_the_number_of_queries_is_fixed(client, theme, query, as_if_committed):
    make_many(theme, 10, first=local(2027, 6, 1, 10))
    client.get(CALENDAR, query)
    with CaptureQueriesContext(connection) as few:
        client.get(CALENDAR, query)
    make_many(theme, 990, first=local(2027, 6, 1, 10))
    client.get(CALENDAR, query)
    with CaptureQueriesContext(connection) as many:
        client.get(CALENDAR, query)
    assert len(many) == len(few) <= 6


def test_anonymous_readers_get_the_same_bytes_without_cookies(theme):
    make_many(theme, 3)
    for query in ({}, {"view": "month"}):
        first, second = Client().get(CALENDAR, query), Client().get(CALENDAR, query)
        assert first.content == second.content
        assert not first.cookies
        assert "public" in first["Cache-Control"]
        again = Client().get(CALENDAR, query, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
