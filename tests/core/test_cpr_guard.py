"""CPR numbers are found and refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.text.cpr_guard import find_cpr_numbers, refuse_cpr_numbers
from tests.work_done import grows_in_proportion


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


@pytest.mark.parametrize(
    "text",
    [
        *("01.02.03-1234", "01 02 03 1234", "01-02-03-1234", "01 02 03 - 1234", "010203.1234"),
        *("0 1 0 2 0 3 1 2 3 4", "0 1 0 2 0 3 - 1 2 3 4", "010203-12 34", "010203   1234"),
        *(
            "010203 (1234)",
            "**010203**-**1234**",
            "01*02*03-1234",
            "0*1*02031*23*4",
            "`010203`1234",
        ),
        *(
            "<b>010203</b>-1234",
            "<p>010203&nbsp;1234</p>",
            "010203<em>-12</em>34",
            "010203&#45;1234",
        ),
        *("\uff10\uff11\uff10\uff12\uff10\uff13\uff0d\uff11\uff12\uff13\uff14", "⓪①⓪②⓪③-①②③④"),
        *(
            "født 010203 og de sidste fire er 1234",
            "010203 bindestreg 1234",
            "CPR 1.2.2003 og så 1234",
        ),
        *(
            "Mit personnummer er 01.02.2003, 1234.",
            "cpr: 01 02 03 12 34",
            "010203, de sidste 4: 1234",
        ),
        *("010203-\n1234", "born 010203, and the last four are 1234"),
    ],
)
def test_cpr_numbers_are_found_in_disguise(text):
    assert len(matches(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("05.12.26 1930", "05.12.26 kl. 1930", "05.12.26 - 9800 Tved", "05.12.26 19.30"),
        *("070-123 45 67", "+46 70 123 45 67", "20 12 05 33 / 22 11 10 09", "12 05 26 33 44"),
        *("CVR 12 02 03 12", "SE-nr. 12020312", "EAN 5790001202031", "Ordre 4501020312"),
        *("Oplys aldrig CPR. Vi ses 05.12.26 kl. 1930.", "IBAN DK50 0040 0440 1162 43"),
        *("Spørg ikke om CPR. Den 5.12.2026 koster det 1200 kr.", "uge 01, 02, 03 og 1234"),
        *('{"id": 12, "width": 1203, "value": 10203, "height": 1234}', "<p>010203</p><p>1234</p>"),
    ],
)
def test_other_numbers_in_groups_are_not_found(text):
    assert matches(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "01",
        "0 ",
        "010203-",
        "01.02.03 ",
        "010203 cpr ",
        "<b",
        "<b>0</b>",
        "0*",
        "&nbsp;",
        "0102 03 ",
    ],
)
def test_reading_takes_time_in_proportion_to_the_length(text):
    assert grows_in_proportion(find_cpr_numbers, text * 700)


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
