"""Texts that look alike have the same skeleton."""

import pytest

from residents.profiles.confusables import has_invisible_characters, skeleton_words


@pytest.mark.parametrize(
    ("text", "lookalike"),
    [
        ("politi", "Рolitі"),  # Cyrillic
        ("politi", "P0l1t1"),
        ("politi", "ＰＯＬＩＴＩ"),
        ("politi", "ᴘᴏʟɪᴛɪ"),
        ("kommune", "kornmune"),
        ("kommune", "ΚΟΜΜUΝΕ"),  # Greek
        ("søren", "soren"),
        ("åse", "ase"),
        ("🇵🇴🇱", "pol"),
    ],
)
def test_lookalikes_have_the_same_skeleton(text, lookalike):
    assert list(skeleton_words(text)) == list(skeleton_words(lookalike))


@pytest.mark.parametrize(("text", "other"), [("politi", "politik"), ("anna", "anne"), ("a", "b")])
def test_other_texts_have_different_skeletons(text, other):
    assert list(skeleton_words(text)) != list(skeleton_words(other))


@pytest.mark.parametrize(
    ("text", "count"), [("PolitiHjørring", 2), ("a-b_c d", 4), ("HJØRRING", 1), ("", 0), (" - ", 0)]
)
def test_words_end_at_separators_and_before_capitals(text, count):
    assert len(list(skeleton_words(text))) == count


@pytest.mark.parametrize("text", ["Karen Nielsen", "☀️", "Аня", "👍🏽"])
def test_visible_characters_are_not_invisible(text):
    assert not has_invisible_characters(text)


@pytest.mark.parametrize("text", ["a\u200bb", "\u202ea", "a\u2800", "\u3164", "a\U000e0041"])
def test_invisible_characters_are_found(text):
    assert has_invisible_characters(text)
