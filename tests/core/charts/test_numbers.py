"""Numbers are read and written in the format of the language."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.charts.numbers import Amount, NotANumber, format_number, parse_amount, with_unit

NUMBERS = {
    "da": {
        "1.234,5": "1234.5",
        "1234,5": "1234.5",
        "1 234": "1234",
        "1\u00a0234\u00a0567": "1234567",
        "12.345.678": "12345678",
        "-7": "-7",
        "\u22127,25": "-7.25",
        "+3": "3",
        "0": "0",
        "0,000001": "0.000001",
        "007": "7",
    },
    "en": {"1,234.5": "1234.5", "1234.5": "1234.5", "12,345,678": "12345678", "-7": "-7"},
}
BAD = {
    "da": [
        "12a",
        "1.5",
        "1,2,3",
        "1.23.456",
        "1.2345",
        "en",
        "1e5",
        "٣",
        "--1",
        "%",
        "NaN",
        "9" * 13,
    ],
    "en": ["1,5", "1.2.3", "1,23,456", "1.234,5", "0.0000001", "9" * 40],
}


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [(language, *pair) for language, pairs in NUMBERS.items() for pair in pairs.items()],
)
def test_a_number_is_read(language, text, number):
    with translation.override(language):
        assert parse_amount(text) == Amount(Decimal(number))
        assert parse_amount(f" {text} % ") == Amount(Decimal(number), is_percent=True)


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in BAD.items() for text in texts]
)
def test_what_is_no_number_is_quoted(language, text):
    with translation.override(language), pytest.raises(NotANumber) as caught:
        parse_amount(text)
    assert text in str(caught.value)


def test_a_number_is_written_as_readers_read_it():
    with translation.override("da"):
        assert format_number(Decimal("-1234.5")) == "\u22121.234,5"
        assert with_unit(Decimal(83), "%") == "83\u00a0%"
        assert with_unit(Decimal(70), "km") == "70\u00a0km"
        assert with_unit(Decimal("-0.4"), "", 0) == "0"
    with translation.override("en"):
        assert format_number(Decimal("-1234.5")) == "\u22121,234.5"
        assert with_unit(Decimal(83), "%") == "83%"
        assert str(Amount(Decimal("1E+3"), is_percent=True)) == "1,000%"


@given(
    st.decimals(min_value=-(10**11), max_value=10**11, places=4),
    st.sampled_from(["da", "en"]),
)
def test_what_is_written_is_read_again(number, language):
    with translation.override(language):
        assert parse_amount(format_number(number)).number == number
