"""Only texts that can be a primary key in the database are parsed as one."""

import pytest

from core.primary_keys import parse_pk, parse_pks


@pytest.mark.parametrize(("text", "pk"), [("1", 1), ("007", 7), ("9" * 18, 10**18 - 1), ("0", 0)])
def test_digits_are_read_as_a_primary_key(text, pk):
    assert parse_pk(text) == pk


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "+1", " 1", "1\n", "1\0", "1.0", "²", "\u0661", "1_0", "9" * 19]
)
def test_other_texts_are_no_primary_key(text):
    assert parse_pk(text) is None


def test_of_several_texts_the_others_are_left_out():
    assert parse_pks(["1", "x", "", "-1", "²", "9" * 50, "12"]) == [1, 12]
