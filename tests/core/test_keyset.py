"""Cursors carry a position through an address, and refuse everything else."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import keyset

moments = st.datetimes(
    datetime.datetime(1970, 1, 1),
    datetime.datetime(2099, 12, 31),
    timezones=st.just(datetime.UTC),
)


@given(moment=moments, pk=st.integers(0, 10**18 - 1))
def test_a_cursor_decodes_to_the_position_it_encodes(moment, pk):
    assert keyset.decode(keyset.encode(moment, pk)) == (moment, pk)


def test_a_cursor_does_not_depend_on_the_time_zone():
    utc = datetime.datetime(2026, 7, 1, 10, tzinfo=datetime.UTC)
    summer_time = utc.astimezone(datetime.timezone(datetime.timedelta(hours=2)))
    assert keyset.encode(summer_time, 7) == keyset.encode(utc, 7) == "1782900000000000-7"


@pytest.mark.parametrize(
    "text",
    [
        *("", "1", "1-", "-1", "-1-1", "1-1-1", "1:1", "1-x", " 1-1", "1-1\n", "1-\0"),
        *("\u0661-\u0661", "MTox", "1" * 5000, "9" * 19 + "-1", "1-" + "9" * 19),
        *("4102444800000000-1", "9" * 18 + "-1"),  # from 2100 on, and after 9999
    ],
)
def test_other_texts_are_no_cursors(text):
    with pytest.raises(keyset.InvalidCursorError):
        keyset.decode(text)
