"""Dates of which perhaps only the year or the month is known."""

import pytest
from django.utils import translation

from core.partial_dates import NotADate, PartialDate, parse_partial_date


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("da", "2022", PartialDate(2022)),
        ("da", "maj 2022", PartialDate(2022, 5)),
        ("en", "May 2022", PartialDate(2022, 5)),
        ("da", "5/2022", PartialDate(2022, 5)),
        ("da", "2022-05", PartialDate(2022, 5)),
        ("da", "31.12.2022", PartialDate(2022, 12, 31)),
        ("da", "31. december 2022", PartialDate(2022, 12, 31)),
        ("en", "December 31 2022", PartialDate(2022, 12, 31)),
        ("da", "2022-12-31", PartialDate(2022, 12, 31)),
    ],
)
def test_a_date_is_read(language, text, found):
    with translation.override(language):
        assert parse_partial_date(text) == found
    assert PartialDate.fromisoformat(found.isoformat()) == found


@pytest.mark.parametrize(
    "text",
    ["", "x", "22", "13/2022", "31.2.2022", "0/2022", "1. kvartal 2022", "1 2 3 2022", "9999"],
)
def test_what_is_no_date_is_quoted(text):
    with pytest.raises(NotADate) as caught:
        parse_partial_date(text)
    assert text in str(caught.value)


def test_a_date_is_written_in_the_language():
    with translation.override("da"):
        assert str(PartialDate(2022)) == "2022"
        assert str(PartialDate(2022, 5)) == "maj 2022"
    with translation.override("en"):
        assert str(PartialDate(2022, 5)) == "May 2022"


@pytest.mark.parametrize("stored", ["", "x", "2022-13", "2022-02-31", "2022-1-1-1"])
def test_anything_else_that_is_stored_is_refused(stored):
    with pytest.raises((ValueError, TypeError)):
        PartialDate.fromisoformat(stored)
