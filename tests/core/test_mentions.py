"""Whom a text mentions: those whom it names, however the name is typed, and nobody else."""

import re

import pytest

from core.text.markdown import names_mentioned, render_markdown
from tests.seen_text import lines_of, seen

NAMES = [
    *("Alice Eksempel", "Anne", "Anne-Marie", "Dara O'Brien", "Ægir Ørum", "Bo Å."),
    *("Jens Hansen", "Jens Hansen Holm", "L’Amour", "حسن"),
]


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("@Alice Eksempel", {"Alice Eksempel"}),
        ("Tak, @alice eksempel!", {"Alice Eksempel"}),
        ("(@Alice Eksempel)", {"Alice Eksempel"}),
        ("“@Alice Eksempel”", {"Alice Eksempel"}),
        ("**@Alice Eksempel**, *@Anne*", {"Alice Eksempel", "Anne"}),
        ("@Alice  Eksempel", {"Alice Eksempel"}),
        ("@Alice\u00a0Eksempel", {"Alice Eksempel"}),
        ("@Alice\u2009\tEksempel", {"Alice Eksempel"}),
        ("@Alice\nEksempel", set()),
        ("@Alice", set()),
        ("@Alice Eksempel-Hansen", set()),
        ("@Alice Eksempel\u2010Hansen", set()),
        ("@Alice Eksempel\u2013Hansen", set()),
        ("@Alice Eksempel - tak", {"Alice Eksempel"}),
        ("@Alice Eksempel – tak", {"Alice Eksempel"}),
        ("@Alice Eksempel—tak", {"Alice Eksempel"}),
        ("@Alice Eksempels hund", {"Alice Eksempel"}),
        ("@ALICE EKSEMPELS HUND", {"Alice Eksempel"}),
        ("@Alice Eksempels-Hansen", set()),
        ("@Alice Eksempelsen", set()),
        ("@Annes, @Anne-Maries og @Bo Å.s", {"Anne", "Anne-Marie", "Bo Å."}),
        ("@Jens Hansens hund", {"Jens Hansen"}),
        ("@Jens Hansen Holms hund", {"Jens Hansen Holm"}),
        ("@Alice Eksempel's dog", {"Alice Eksempel"}),
        ("@Alice Eksempel’s dog", {"Alice Eksempel"}),
        ("@Alice Eksempel'en", set()),
        ("@Anne-Marie", {"Anne-Marie"}),
        ("@Anne\u2011Marie", {"Anne-Marie"}),
        ("@anne–marie", {"Anne-Marie"}),
        ("@Anne- Marie", {"Anne"}),
        ("@Anne-Lise", set()),
        ("@Anne og @Anne-Marie", {"Anne", "Anne-Marie"}),
        ("@Annemarie", set()),
        ("@Dara O'Brien", {"Dara O'Brien"}),
        ("@Dara O’Brien", {"Dara O'Brien"}),
        ("@Dara O´brien", {"Dara O'Brien"}),
        ("@Dara O`Brien", {"Dara O'Brien"}),
        ("@Dara OBrien", set()),
        ("@L'Amour", {"L’Amour"}),
        ("@ægir ørum", {"Ægir Ørum"}),
        ("@ÆGIR ØRUM", {"Ægir Ørum"}),
        ("@Bo A\u030a.", {"Bo Å."}),
        ("@حسن", {"حسن"}),
        ("@Jens Hansen Holm", {"Jens Hansen Holm"}),
        ("@Jens Hansen", {"Jens Hansen"}),
        ("https://www.youtube.com/@Alice Eksempel", set()),
        ("youtube.com/@Alice Eksempel", set()),
        ("https://example.org/?u=@Anne", set()),
        ("https://example.org/#@Anne", set()),
        ("www.example.org/@Anne", set()),
        ("nogen@Anne", set()),
        ("kontakt@anne.dk", set()),
        ("@@Anne", set()),
        ("anne.@Anne", set()),
        ("@Alice Eksempel/@Anne", {"Alice Eksempel", "Anne"}),
        ("> @Anne\n\nEnig", set()),
        ("> > @Anne\n> Enig", set()),
        ("- @Anne\n- @Alice Eksempel", {"Anne", "Alice Eksempel"}),
        ("@ Anne", set()),
        ("@Mona", set()),
    ],
)
def test_a_mention_is_a_whole_name(text, mentioned):
    assert names_mentioned(text, NAMES) == mentioned
    html = render_markdown(text, names=NAMES)
    if not text.startswith((">", "*")):
        assert len(re.findall("<strong>@", html)) == len(mentioned)
    assert seen(html) == lines_of(text.replace("*", "").replace("A\u030a", "Å"))


def test_the_name_that_ends_in_s_counts_before_the_genitive():
    assert names_mentioned("@Anders og @Lar", ["Ander", "Anders", "Lar", "Lars"]) == {
        "Anders",
        "Lar",
    }
    assert names_mentioned("@Lars cykel", ["Lar", "Lars"]) == {"Lars"}
    assert names_mentioned("@Lars’ cykel", ["Lar", "Lars"]) == {"Lars"}


def test_nobody_has_no_mentions():
    assert names_mentioned("@Anne", []) == names_mentioned("@Anne", ["", "Bo"]) == set()
