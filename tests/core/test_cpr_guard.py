"""CPR numbers are found and refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.text.cpr_guard import find_cpr_numbers, refuse_cpr_numbers


def matches(text: str) -> list[tuple[str, int]]:
    return [(match.text, match.line) for match in find_cpr_numbers(text)]


@pytest.mark.parametrize(
    "text",
    [
        *("010203-1234", "0102031234", "010203 1234", "010203\u00a01234", "010203 - 1234"),
        *("010203\u20131234", "010203\u20111234", "010203\u22121234"),
        *("CPR:010203-1234.", "(010203-1234)", "_010203-1234_", "**010203-1234**"),
        *("290200-1234", "290204-1234", "311299-0000", "\u0660\u0661\u0660\u0662\u0660\u0663-1234"),
    ],
)
def test_cpr_numbers_are_found(text):
    assert len(matches(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("320203-1234", "001203-1234", "010003-1234", "011303-1234", "310403-1234", "290201-1234"),
        *(
            "12345678",
            "+45 12 34 56 78",
            "20 30 40 50",
            "01020312345",
            "010203-12345",
        ),
        *(
            "0102031234abc",
            "abc0102031234",
            "010203-123",
            "9800",
            "2026-12-05 19.05",
            "0102-031234",
        ),
        *("01.02.2003", "DK1202031234", "550e8400-e29b-41d4-a716-010203123456", ""),
    ],
)
def test_other_numbers_are_not_found(text):
    assert matches(text) == []


def test_each_match_has_its_line():
    assert matches("a\nb 010203-1234\n\nc 040506-1234") == [("010203-1234", 2), ("040506-1234", 4)]


def test_the_error_names_the_line_and_the_date_part_only():
    with (
        translation.override("en"),
        pytest.raises(ValidationError, match="Line 2 contains “010203…”") as error,
    ):
        refuse_cpr_numbers("a\n010203-1234")

    assert error.value.code == "personal_data"
    assert "1234" not in error.value.messages[0]


def test_text_without_cpr_numbers_is_allowed():
    refuse_cpr_numbers("Ring 12 34 56 78 efter kl. 16.")


def test_a_long_text_of_digits_has_no_match():
    assert matches("0102 " * 100_000) == []


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2057, 12, 31)),
    st.sampled_from(["", "-", " ", " - "]),
    st.integers(0, 9999),
)
def test_every_birth_date_is_found(birth_date, separator, serial):
    assert matches(f"Se {birth_date:%d%m%y}{separator}{serial:04}, tak.")
