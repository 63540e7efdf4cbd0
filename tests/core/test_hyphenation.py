"""Soft hyphens in long words."""

import pytest

from core.text.hyphenation import soft_hyphens


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Indbrudsforebyggelse", "da", "Indbrud|s|fore|byg|gelse"),
        ("Trygge byrum", "da", "Trygge byrum"),
        ("Burglary prevention", "en", "Burglary prevention"),
        ("Indbrudsforebyggelse", "xx", "Indbrudsforebyggelse"),
        ("", "da", ""),
    ],
)
def test_long_words_may_break(text, language, expected):
    hyphenated = soft_hyphens(text, language)
    assert hyphenated.replace("\u00ad", "") == text
    assert hyphenated == expected.replace("|", "\u00ad")
