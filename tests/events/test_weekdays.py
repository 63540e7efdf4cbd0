"""Editors choose several weekdays for a series."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.events.conftest import local
from tests.events.editing import edit_url, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tuesday():
    """A Tuesday evening to come."""
    today = timezone.localdate()
    day = today + datetime.timedelta(days=7 + (1 - today.weekday()) % 7)
    return local(day.year, day.month, day.day, 19)


@pytest.fixture
def page(theme, tuesday):
    return factories.make_event_page(theme, starts_at=tuesday)


def days_of(page):
    return [
        timezone.localtime(each.starts_at).strftime("%a") for each in page.event.occurrences.all()
    ]


def test_publishing_makes_the_dates_of_each_weekday(as_editor, page):
    form = form_of(page, repeats="weekly", repeat_count="5") | {"weekdays": ["TH", "TU"]}
    assert as_editor.post(edit_url(page), form).status_code == 302
    page.refresh_from_db()
    assert page.weekdays == "TU,TH"
    assert page.event.recurrence == "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=5"
    assert days_of(page) == ["Tue", "Thu", "Tue", "Thu", "Tue"]
    assert "tirsdag og torsdag" in Client().get(page.url).text
    shown = as_editor.get(edit_url(page)).context["form"]["weekdays"]
    assert shown.value() == ["TU", "TH"]


@pytest.mark.parametrize(
    "changes",
    [
        {"repeats": "weekly", "weekdays": ["WE", "TH"]},
        {"repeats": "monthly", "weekdays": ["TU", "TH"]},
        {"repeats": "", "weekdays": ["TU"]},
        {"repeats": "weekly", "weekdays": ["XX"]},
    ],
    ids=["without_the_first", "monthly", "once", "no_weekday"],
)
def test_weekdays_that_do_not_fit_are_refused_at_their_field(as_editor, page, changes):
    answer = as_editor.post(edit_url(page), form_of(page) | changes)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert list(form.errors) == ["weekdays"]
    assert form["weekdays"].value() == changes["weekdays"]
    assert page.event.recurrence == ""


def test_one_more_weekday_keeps_the_dates_and_their_sign_ups(theme, tuesday, sign_up):
    page = factories.make_event_page(theme, starts_at=tuesday, repeats="weekly", repeat_count=3)
    second = page.event.occurrences.all()[1]
    signup = sign_up(second)
    page.weekdays, page.repeat_count = "TU,TH", 6
    page.save_revision().publish()
    signup.refresh_from_db()
    assert signup.occurrence.starts_at == second.starts_at
    assert days_of(page) == ["Tue", "Thu"] * 3


def test_a_series_on_every_day_of_the_week_is_not_too_long(page):
    page.repeats, page.weekdays = "weekly", "MO,TU,WE,TH,FR,SA,SU"
    page.repeat_count = 500
    page.full_clean()


def test_a_translation_has_the_same_weekdays(theme, tuesday):
    page = factories.make_event_page(
        theme, starts_at=tuesday, repeats="weekly", weekdays="TU,TH", repeat_count=4
    )
    english = factories.make_event_translation(
        page, "Coffee", starts_at=tuesday, repeats="weekly", weekdays="TU,TH", repeat_count=4
    )
    assert "Tuesday and Thursday" in Client().get(english.url).text
    assert days_of(page) == ["Tue", "Thu", "Tue", "Thu"]
