"""Dates and times in sentences, as people say them."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template
from django.utils.translation import override

from core.dates import natural_datetime

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def local(day, hour, minute=0):
    return datetime.datetime(2027, 3, day, hour, minute, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("moment", "danish", "english"),
    [
        (local(10, 0), "i dag kl. 00.00", "today at 00:00"),
        (local(10, 23, 59), "i dag kl. 23.59", "today at 23:59"),
        (local(9, 19, 4), "i går kl. 19.04", "yesterday at 19:04"),
        (local(11, 9), "i morgen kl. 09.00", "tomorrow at 09:00"),
        (
            local(8, 23, 59),
            "mandag den 8. marts 2027 kl. 23.59",
            "Monday 8 March 2027 at 23:59",
        ),
        (local(12, 0), "fredag den 12. marts 2027 kl. 00.00", "Friday 12 March 2027 at 00:00"),
        # The day is the one in Denmark, not in UTC.
        (
            datetime.datetime(2027, 3, 9, 23, 30, tzinfo=datetime.UTC),
            "i dag kl. 00.30",
            "today at 00:30",
        ),
    ],
)
def test_days_near_today_are_said_in_words(moment, danish, english):
    with time_machine.travel(local(10, 12), tick=False):
        with override("da"):
            assert natural_datetime(moment) == danish
        with override("en"):
            assert natural_datetime(moment) == english


def test_a_yesterday_across_the_change_of_clocks_is_still_yesterday():
    with time_machine.travel(local(29, 0, 30), tick=False), override("da"):
        assert natural_datetime(local(28, 0, 30)) == "i går kl. 00.30"


def test_the_filter_takes_the_format_of_other_days_and_no_moment():
    page = Template(
        "{% load core_tags %}{{ late|natural_datetime:'SHORT_DATE_FORMAT' }}"
        "|{{ none|natural_datetime }}"
    )
    with time_machine.travel(local(10, 12), tick=False), override("da"):
        shown = page.render(Context({"late": local(1, 8), "none": None}))

    assert shown == "1. marts 2027|"
