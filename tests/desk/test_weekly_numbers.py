"""The numbers of twelve weeks."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.dashboard.weekly_numbers import WEEKS, numbers_for, weeks
from forum.models import Post
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db
URL = "/admin/desk/numbers/"


def test_the_weeks_begin_on_mondays_and_the_last_is_this_one():
    mondays = weeks(datetime.date(2026, 3, 29))

    assert len(mondays) == WEEKS
    assert {monday.weekday() for monday in mondays} == {0}
    assert mondays[-1] == datetime.date(2026, 3, 23)


def test_posts_count_in_the_local_week_they_were_written_in(editor, alice, theme):
    mondays = weeks()
    first_minute = timezone.make_aware(datetime.datetime.combine(mondays[3], datetime.time(0, 1)))
    last_minute = first_minute - datetime.timedelta(minutes=2)
    too_old = timezone.make_aware(datetime.datetime.combine(mondays[0], datetime.time()))
    moments = (first_minute, last_minute, too_old - datetime.timedelta(minutes=1), timezone.now())
    for moment in moments:
        thread = factories.make_thread(alice, theme)
        Post.objects.filter(thread=thread).update(created_at=moment)

    posts = next(each for each in numbers_for(editor) if each.name == "Indlæg")

    assert (posts.by_week[2], posts.by_week[3], posts.by_week[-1]) == (1, 1, 1)
    assert posts.total == 3


def test_sign_ups_and_pledges_are_for_those_who_edit_the_site(editor, moderator, theme, alice):
    factories.sign_up(factories.make_occurrence(theme), user=alice)
    factories.give_pledge(factories.make_offer(theme), confirms=True)

    assert [each.total for each in numbers_for(editor)] == [1, 0, 3, 1]
    assert len(numbers_for(moderator)) == 2


def test_each_series_costs_one_query(editor):
    numbers_for(editor)

    with CaptureQueriesContext(connection) as captured:
        found = numbers_for(editor)

    assert len(captured) <= len(found) + 4  # and the permissions


def test_the_charts_have_a_table_of_the_same_numbers(as_editor):
    response = markup_of(as_editor.get(URL))
    page = response.split('id="weekly-numbers-section"')[1].split("</details>")[0]

    assert page.count("<tr>") == WEEKS + 1
    assert page.count('role="img"') == 4
    assert page.count("<title>") == 4


def test_nobody_sends_anything(as_editor):
    assert as_editor.post(URL).status_code == 405
