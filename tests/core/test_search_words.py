"""The words that the search index and queries are made of."""

import pytest

from core.text.search_words import LONGEST_WORD, MOST_WORDS, index_words, parts_of, query_words


def finds(query: str, text: str, language: str = "da") -> bool:
    words = index_words(text, language)
    return all(word.begins_any(words) for word in query_words(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("låse", "Låsen på døren"),
        ("laase", "Låsen på døren"),
        ("LÅSE", "låse"),
        ("la\u030ase", "låse"),
        ("låse", "la\u030asen"),
        ("lase", "Låsen på døren"),
        ("hjorring", "Hjørring Kommune"),
        ("hjoerring", "Hjørring Kommune"),
        ("Hjørring", "Hjoerring Kommune"),
        ("nabohjaelp", "Nabohjælp"),
        ("indbrudsf", "Indbrudsforebyggelse"),
        ("cykel", "Gratis cykeltjek"),
        ("cykel", "Lys på cyklen"),
        ("cyklerne", "en cykel"),
        ("arrangementer", "Arrangementet"),
        ("bicycles", "Lights on your bicycle"),
        ("it-café", "IT-cafe"),
        ("9850", "9850 Hirtshals"),
    ],
)
def test_word_is_found_however_it_is_written(query, text):
    assert finds(query, text) or finds(query, text, "en")


@pytest.mark.parametrize(
    ("query", "text"),
    [("vand", "Lys på cyklen"), ("vand", "spand"), ("hus", "skathus"), ("lås", "løs")],
)
def test_other_words_are_not_found(query, text):
    assert not finds(query, text)


def test_fillers_count_only_if_there_is_nothing_else():
    assert [word.key for word in query_words("Hvordan kan jeg lappe en cykel?")] == [
        *("lappe", "cykel")
    ]
    assert [word.key for word in query_words("hvad er det")] == ["hvad", "er", "det"]
    assert query_words("?! ' \u0301") == []


def test_query_is_bounded():
    assert len(query_words(" ".join(f"ord{number}" for number in range(500)))) == MOST_WORDS
    [word] = query_words("x" * 100_000)
    assert len(word.key) <= LONGEST_WORD
    assert parts_of(word) == []


def test_compound_has_heads_and_tails():
    [word] = query_words("snerydning")
    parts = parts_of(word)
    assert {"sne", "rydning"} <= set(parts)
    assert "snerydning" not in parts
    assert all(len(part) >= 3 for part in parts)
    [short] = query_words("sne")
    assert parts_of(short) == []
    # “under” is no part of “undervisning” that anybody looks for.
    [lesson] = query_words("undervisning")
    assert "under" not in parts_of(lesson)
