"""Markdown as plain text, for the text part of mails."""

import pytest

from notifications.delivery.html_mail import markdown_as_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Vi ses **kl. 10**.", "Vi ses kl. 10."),
        ("En\n\nTo\nTre", "En\n\nTo\nTre"),
        ("- en\n- to\n\nSlut", "- en\n- to\n\nSlut"),
        ("[Kortet](https://kort.example/x)", "Kortet (https://kort.example/x)"),
        ("Se <https://kort.example/x>", "Se https://kort.example/x"),
        ("5 < 7 & 7 > 5", "5 < 7 & 7 > 5"),
        ("> Citat", "Citat"),
    ],
)
def test_markdown_as_text(text, plain):
    assert markdown_as_text(text) == plain
