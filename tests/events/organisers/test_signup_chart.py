"""Tests of sign-ups over time and the page with the feedback."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Feedback, SignUp
from events.organisers import signup_chart
from tests.events.conftest import local
from tests.events.organisers.conftest import add_signup, url

pytestmark = pytest.mark.django_db


def add_signup_at(occurrence, by, size, at, ended=None):
    signup = add_signup(occurrence, by, size=size)
    changes = {"created_at": at}
    if ended:
        changes |= {"ended_at": ended, "status": "cancelled"}
    SignUp.objects.filter(pk=signup.pk).update(**changes)


def test_short_period_is_counted_by_local_days(occurrence, organiser):
    # 00:30 on the 3rd in Copenhagen is still the 2nd in UTC.
    add_signup_at(occurrence, organiser, 2, local(2026, 3, 1, 12))
    add_signup_at(occurrence, organiser, 3, local(2026, 3, 3, 0, 30), ended=local(2026, 3, 4, 9))

    points = signup_chart.chart_points(occurrence)

    assert [(point.day.day, point.signed_up, point.ended, point.total) for point in points] == [
        (1, 2, 0, 2),
        (2, 0, 0, 2),
        (3, 3, 0, 5),
        (4, 0, 3, 2),
    ]


def test_long_period_is_counted_by_weeks(occurrence, organiser):
    add_signup_at(occurrence, organiser, 2, local(2026, 1, 7, 12))
    add_signup_at(occurrence, organiser, 3, local(2026, 6, 3, 12))

    points = signup_chart.chart_points(occurrence)

    assert len(points) == 22
    assert {point.day.weekday() for point in points} == {0}
    assert (points[0].total, points[-1].total) == (2, 5)


def test_expired_sign_ups_do_not_count(occurrence, organiser):
    add_signup_at(occurrence, organiser, 2, local(2026, 3, 1, 12))
    SignUp.objects.update(status="expired", ended_at=timezone.now())

    assert signup_chart.chart_points(occurrence) == []
    assert signup_chart.chart([], 10) is None


def test_chart_stays_within_its_frame(occurrence, organiser):
    day = datetime.date(2026, 3, 1)
    for heights in ([1, 7, 3], [0, 0], [99_999, 1], [12] * 60):
        points = [
            signup_chart.ChartPoint(day + datetime.timedelta(days=index), height, 0, height)
            for index, height in enumerate(heights)
        ]
        for capacity in (None, 10, 100_000):
            chart = signup_chart.chart(points, capacity)
            assert chart is not None
            for coordinates in chart.line.split():
                x, y = map(float, coordinates.split(","))
                assert chart.left <= x <= chart.right
                assert 0 <= y <= chart.bottom
            assert len(chart.y_labels) <= 6
            assert len(chart.x_labels) <= 5


def test_page_has_a_chart_and_a_table(as_alice, occurrence, organiser):
    add_signup_at(occurrence, organiser, 2, local(2026, 3, 1, 12))
    add_signup_at(occurrence, organiser, 3, local(2026, 3, 3, 12))

    page = as_alice.get(url("figures", occurrence)).content.decode()

    assert "<svg" in page
    assert "<polyline" in page
    # SVG needs decimal points, not Danish commas.
    assert 'points="44.0,' in page
    assert page.count('<time datetime="2026-03-0') == 3


def test_anonymised_sign_ups_give_the_same_chart(as_alice, occurrence, organiser):
    add_signup_at(occurrence, organiser, 2, local(2026, 3, 1, 12))
    before = signup_chart.chart_points(occurrence)
    SignUp.objects.update(name="", anonymised_at=timezone.now())

    assert signup_chart.chart_points(occurrence) == before


def test_feedback_is_averaged_escaped_and_anonymous(as_alice, occurrence, karen):
    for rating, comment in ((5, "Dejligt."), (4, ""), (4, "<b>Hej</b>\nmed dig")):
        Feedback.objects.create(occurrence=occurrence, rating=rating, comment=comment)

    page = as_alice.get(url("figures", occurrence)).content.decode()

    assert "4,3" in page
    assert "Dejligt." in page
    assert "&lt;b&gt;Hej&lt;/b&gt;<br>med dig" in page
    assert "Karen" not in page


def test_number_of_queries_does_not_grow(as_alice, occurrence, organiser):
    def add() -> None:
        add_signup_at(occurrence, organiser, 1, local(2026, 3, 1, 12))
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
