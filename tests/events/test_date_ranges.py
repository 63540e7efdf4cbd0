"""Start and end as text."""

import datetime

import pytest
from django.utils import translation

from events.display.date_ranges import DateRange
from tests.events.conftest import local

SATURDAY = local(2026, 12, 5, 19, 5)
MIDNIGHT = local(2026, 12, 5)


@pytest.mark.parametrize(
    ("when", "danish", "english"),
    [
        (
            DateRange(SATURDAY, local(2026, 12, 5, 21)),
            "lørdag den 5. december 2026 kl. 19.05–21.00",
            "Saturday 5 December 2026, 19:05–21:00",
        ),
        (
            DateRange(SATURDAY, local(2026, 12, 6, 10)),
            "lørdag den 5. december 2026 kl. 19.05 – søndag den 6. december 2026 kl. 10.00",
            "Saturday 5 December 2026 at 19:05 – Sunday 6 December 2026 at 10:00",
        ),
        # Until midnight is still the same day.
        (
            DateRange(SATURDAY, local(2026, 12, 6)),
            "lørdag den 5. december 2026 kl. 19.05–00.00",
            "Saturday 5 December 2026, 19:05–00:00",
        ),
        (
            DateRange(MIDNIGHT, local(2026, 12, 6), is_all_day=True),
            "lørdag den 5. december 2026, hele dagen",
            "Saturday 5 December 2026, all day",
        ),
        (
            DateRange(MIDNIGHT, local(2026, 12, 8), is_all_day=True),
            "lørdag den 5. december 2026 – mandag den 7. december 2026, hele dagen",
            "Saturday 5 December 2026 – Monday 7 December 2026, all day",
        ),
        (
            DateRange(SATURDAY, local(2026, 12, 5, 22, 5), has_open_end=True),
            "lørdag den 5. december 2026 fra kl. 19.05",
            "Saturday 5 December 2026 from 19:05",
        ),
        # The computed end is on the next day, and is not shown.
        (
            DateRange(local(2026, 12, 5, 23), local(2026, 12, 6, 2), has_open_end=True),
            "lørdag den 5. december 2026 fra kl. 23.00",
            "Saturday 5 December 2026 from 23:00",
        ),
        (
            DateRange(MIDNIGHT, local(2026, 12, 6), is_all_day=True, has_open_end=True),
            "fra lørdag den 5. december 2026, hele dagen",
            "from Saturday 5 December 2026, all day",
        ),
        # The day on which clocks go back has 25 hours.
        (
            DateRange(local(2026, 10, 25), local(2026, 10, 26), is_all_day=True),
            "søndag den 25. oktober 2026, hele dagen",
            "Sunday 25 October 2026, all day",
        ),
    ],
)
def test_both_ends_have_full_dates(when, danish, english):
    with translation.override("da"):
        assert when.in_words == danish
    with translation.override("en"):
        assert when.in_words == english


def test_the_short_form_names_the_weekday():
    def short(when):
        return "".join(moment.separator + moment.words for moment in when.short)

    with translation.override("da"):
        assert short(DateRange(SATURDAY, local(2026, 12, 5, 21))) == "Lørdag kl. 19.05–21.00"
        assert (
            short(DateRange(MIDNIGHT, local(2026, 12, 6), is_all_day=True)) == "Lørdag, hele dagen"
        )
        assert short(DateRange(SATURDAY, SATURDAY, has_open_end=True)) == "Lørdag fra kl. 19.05"
        assert short(DateRange(SATURDAY, local(2026, 12, 7))).count("december") == 2
    with translation.override("en"):
        assert short(DateRange(SATURDAY, local(2026, 12, 5, 21))) == "Saturday, 19:05–21:00"


def test_all_day_has_machine_readable_dates_without_hours():
    days = DateRange(MIDNIGHT, local(2026, 12, 8), is_all_day=True)
    assert [moment.machine for moment in days.full] == ["2026-12-05", "2026-12-07"]
    hours = DateRange(SATURDAY, SATURDAY + datetime.timedelta(hours=1))
    assert [moment.machine for moment in hours.full] == [
        "2026-12-05T19:05:00+01:00",
        "2026-12-05T20:05:00+01:00",
    ]
