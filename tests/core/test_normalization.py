"""One module normalises Unicode for search, mentions, slugs, names, addresses and file names."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import normalization

DECOMPOSED = "Lås døren, også om dagen".replace("å", "a\u030a")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Lås døren, også om dagen", "laas-doeren-ogsaa-om-dagen"),
        (DECOMPOSED, "laas-doeren-ogsaa-om-dagen"),
        ("ÆBLEØEN ÅBNER", "aebleoeen-aabner"),
        ("Café Müller’s “æbler” – nr. 3/4", "cafe-mullers-aebler-nr-3-4"),
        ("Straße, Łódź, Þór, Søren Œrsted", "strasse-lodz-thor-soeren-oersted"),
        ("Сосед 中文", "sosed-zhongwen"),
        ("Sommerfest 🎉 2027", "sommerfest-2027"),
        ("🎉", ""),
        ("", ""),
    ],
)
def test_slugs_are_ascii_with_danish_letters_as_two(text, slug):
    assert normalization.slug(text) == slug


def test_a_slug_is_cut_between_words():
    assert normalization.slug("en to tre", max_length=8) == "en-to"
    assert normalization.slug("en to tre", max_length=9) == "en-to-tre"
    assert normalization.slug("a" * 20, max_length=9) == "a" * 9


def test_file_names_have_a_default():
    assert normalization.file_name("Åben have", ending=".ics", default="event") == "aaben-have.ics"
    assert normalization.file_name("🎉", ending=".ics", default="event") == "event.ics"


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Referat fra mødet på Ærø.PDF", "referat-fra-moedet-paa-aeroe.pdf"),
        ("a\u030aben.docx", "aaben.docx"),
        ("🎉.png", "document.png"),
        ("documents/../x y.csv", "x-y.csv"),
        ("uden-endelse", "uden-endelse"),
    ],
)
def test_uploads_are_stored_under_ascii_names(name, stored):
    assert normalization.upload_name(name, default="document") == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Åse", "A\u030ase"),
        ("Anne-Marie", "anne\u2010marie"),
        ("Anne-Marie", "Anne\u2013Marie"),
        ("O'Brien", "O\u2019BRIEN"),
        ("O'Brien", "O\u00b4Brien"),
        ("Karen Holm", "  karen\u00a0\u2003Holm\t"),
        ("Karen", "Ka\u200bren\ufeff"),
        ("Straße", "STRASSE"),
        ("Gade", "\uff27ade"),
    ],
)
def test_texts_that_differ_in_typing_only_have_one_key(one, other):
    assert normalization.comparison_key(one) == normalization.comparison_key(other)


def test_letters_count_in_a_comparison():
    assert normalization.comparison_key("Ål") != normalization.comparison_key("Aal")
    assert normalization.comparison_key("Anne Marie") != normalization.comparison_key("Anne-Marie")


@pytest.mark.parametrize(
    ("indexed", "query"),
    [
        ("Nabohjælp", "nabohjaelp"),
        ("Låse", "la\u030ase"),
        ("låse", "laase"),
        ("Ødegård", "OEDEGAARD"),
        ("Café", "cafe"),
        ("Москва", "moskva"),
    ],
)
def test_search_finds_a_word_however_it_is_typed(indexed, query):
    assert normalization.search_key(indexed) == normalization.search_key(query)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Karen.Holm@Example.ORG ", "karen.holm@example.org"),
        ("karen@københavn.dk", "karen@xn--kbenhavn-54a.dk"),
        ("karen@KØBENHAVN.dk".replace("Ø", "\u00d8"), "karen@xn--kbenhavn-54a.dk"),
        ("karen@xn--kbenhavn-54a.dk", "karen@xn--kbenhavn-54a.dk"),
    ],
)
def test_an_email_address_is_stored_in_ascii(typed, stored):
    assert normalization.email_address(typed) == stored


@pytest.mark.parametrize(
    "address",
    [
        "\u0131pek@example.org",
        "\u017fofie@example.org",
        "\u212aaren@example.org",
        "åse@example.org",
        "karen",
        "karen@\u2603.dk",
        "karen@-ø.dk",
    ],
)
def test_an_email_address_that_would_become_another_is_refused(address):
    with pytest.raises(ValueError, match=r".+"):
        normalization.email_address(address)


def test_names_sort_in_danish_order():
    names = ["Åse", "Zenia", "Ægir", "A\u030agot", "Østen", "anders", "Bo"]
    assert sorted(names, key=normalization.sort_key) == [
        *("anders", "Bo", "Zenia", "Ægir", "Østen", "A\u030agot", "Åse")
    ]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Karen Holm", "karen\u00a0 holm"),
        ("Dara O'Brien", "Dara O\u2019Brien"),
        ("Anne-Marie", "Anne\u2011Marie"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name, typed):
    assert re.fullmatch(normalization.name_pattern(name), typed, re.IGNORECASE)


def test_a_name_is_not_found_across_lines():
    pattern = normalization.name_pattern("Karen Holm")
    assert not re.search(pattern, "Karen\nHolm", re.IGNORECASE)


@given(st.text(max_size=60))
def test_a_key_is_the_key_of_itself(text):
    for key in (normalization.comparison_key, normalization.search_key, normalization.slug):
        assert key(key(text)) == key(text)
        assert key(unicodedata.normalize("NFD", text)) == key(text)
    assert normalization.slug(text).isascii()
