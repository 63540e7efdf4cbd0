"""The name that a mail greets its reader by."""

import pytest

from notifications.delivery.greetings import given_name, name_of
from residents.models import User


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Grethe Holm", "Grethe"),
        ("Anne-Marie Sørensen", "Anne-Marie"),
        ("O’Hara", "O’Hara"),
        ("Þórður", "Þórður"),
        ("Familien Holm", "Familien Holm"),
        ("Fru Jensen", "Fru Jensen"),
        ("", ""),
        # A form may hold anything, and the mail may go to somebody else.
        ("https://evil.example Win", ""),
        ("evil.example", ""),
        ("WIN 1000 EUR!!!", "WIN"),
        ("1000 EUR", ""),
        ("<b>Bo</b>", ""),
        ("A" * 31, ""),
    ],
)
def test_given_name(name, greeted):
    assert given_name(name) == greeted


def test_resident_is_greeted_by_all_given_names():
    assert name_of(User(first_name="Anne Marie", last_name="Holm")) == "Anne Marie"
    assert name_of(User(display_name="Grethe fra Vrå")) == "Grethe"
    assert name_of(None) == ""
