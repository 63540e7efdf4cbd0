"""The guess at the language of a short text."""

import pytest

from core.text.language import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Jeg kommer gerne og hjælper, hvis det ikke regner.", "da"),
        ("It was the brake. Poul fixed it and told me about goats.", "en"),
        ("Halvfems. You will see.", "en"),
        ("Tak! Tirsdag er fint. Jeg glæder mig meget.", "da"),
        ("My bike makes a sound like a sad goat. Can you help?", "en"),
        ("Vi går *meget langsomt*.", "da"),
    ],
)
def test_the_language_of_a_sentence_is_found(text, language):
    assert guess_language(text, "xx") == language


@pytest.mark.parametrize("text", ["", "17:30", "👍", "OK!", "Hjørring", "x " * 10_000])
def test_without_frequent_words_it_is_the_language_around_it(text):
    assert guess_language(text, "da") == "da"
    assert guess_language(text, "en") == "en"
