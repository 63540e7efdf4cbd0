"""How sign-ups came in over time, and what people said."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Feedback, SignUp
from events.organisers import signup_chart
from tests.events.conftest import local
from tests.events.organising.conftest import url, written_down

pytestmark = pytest.mark.django_db


def came(occurrence, by, size, at, ended=None):
    signup = written_down(occurrence, by, size=size)
    changes = {"created_at": at}
    if ended:
        changes |= {"ended_at": ended, "status": "cancelled"}
    SignUp.objects.filter(pk=signup.pk).update(**changes)


def test_people_are_counted_day_by_day(occurrence, organiser):
    # The second is on the 3rd in Copenhagen, and still on the 2nd in UTC.
    came(occurrence, organiser, 2, local(2026, 3, 1, 12))
    came(occurrence, organiser, 3, local(2026, 3, 3, 0, 30), ended=local(2026, 3, 4, 9))

    found = signup_chart.chart_points(occurrence)

    assert [(step.day.day, step.signed_up, step.ended, step.standing) for step in found] == [
        (1, 2, 0, 2),
        (2, 0, 0, 2),
        (3, 3, 0, 5),
        (4, 0, 3, 2),
    ]


def test_long_times_are_counted_by_weeks(occurrence, organiser):
    came(occurrence, organiser, 2, local(2026, 1, 7, 12))
    came(occurrence, organiser, 3, local(2026, 6, 3, 12))

    found = signup_chart.chart_points(occurrence)

    assert len(found) == 22
    assert {step.day.weekday() for step in found} == {0}
    assert (found[0].standing, found[-1].standing) == (2, 5)


def test_who_never_confirmed_is_left_out(occurrence, organiser):
    came(occurrence, organiser, 2, local(2026, 3, 1, 12))
    SignUp.objects.update(status="expired", ended_at=timezone.now())

    assert signup_chart.chart_points(occurrence) == []
    assert signup_chart.chart([], 10) is None


def test_the_drawing_stays_within_its_frame(occurrence, organiser):
    day = datetime.date(2026, 3, 1)
    for heights in ([1, 7, 3], [0, 0], [99_999, 1], [12] * 60):
        found = [
            signup_chart.ChartPoint(day + datetime.timedelta(days=index), height, 0, height)
            for index, height in enumerate(heights)
        ]
        for capacity in (None, 10, 100_000):
            drawn = signup_chart.chart(found, capacity)
            assert drawn is not None
            for point in drawn.line.split():
                x, y = map(float, point.split(","))
                assert drawn.left <= x <= drawn.right
                assert 0 <= y <= drawn.bottom
            assert len(drawn.numbers) <= 6
            assert len(drawn.dates) <= 5


def test_the_page_draws_and_has_the_same_in_a_table(as_alice, occurrence, organiser):
    came(occurrence, organiser, 2, local(2026, 3, 1, 12))
    came(occurrence, organiser, 3, local(2026, 3, 3, 12))

    words = as_alice.get(url("figures", occurrence)).content.decode()

    assert "<svg" in words
    assert "<polyline" in words
    # Never a comma within a number, as Danes write them.
    assert 'points="44.0,' in words
    assert words.count('<time datetime="2026-03-0') == 3


def test_numbers_stay_when_the_people_are_forgotten(as_alice, occurrence, organiser):
    came(occurrence, organiser, 2, local(2026, 3, 1, 12))
    before = signup_chart.chart_points(occurrence)
    SignUp.objects.update(name="", anonymised_at=timezone.now())

    assert signup_chart.chart_points(occurrence) == before


def test_feedback_has_an_average_and_no_names(as_alice, occurrence, karen):
    for rating, comment in ((5, "Dejligt."), (4, ""), (4, "<b>Hej</b>\nmed dig")):
        Feedback.objects.create(occurrence=occurrence, rating=rating, comment=comment)

    words = as_alice.get(url("figures", occurrence)).content.decode()

    assert "4,3 af 5" in words
    assert "Dejligt." in words
    assert "&lt;b&gt;Hej&lt;/b&gt;<br>med dig" in words
    assert "Karen" not in words


def test_it_asks_the_same_for_many(as_alice, occurrence, organiser):
    def add() -> None:
        came(occurrence, organiser, 1, local(2026, 3, 1, 12))
        Feedback.objects.create(occurrence=occurrence, rating=3, comment="Fint.")

    add()
    as_alice.get(url("figures", occurrence))
    with CaptureQueriesContext(connection) as few:
        as_alice.get(url("figures", occurrence))
    for _number in range(5):
        add()
    with CaptureQueriesContext(connection) as many:
        as_alice.get(url("figures", occurrence))

    assert len(many) == len(few)
