"""Number plates: two letters and five digits. Held on themes about crime, else asked about."""

import re
from collections.abc import Iterator

from forum.guard.finding import Rule, Verdict
from forum.guard.reading import Sentence
from forum.guard.vocabulary import OWN

_PLATE = re.compile(
    r"(?<![\w-])[A-ZÆØÅ]{2}[ -]?(?:\d{2}[ .-]?\d{3}|\d{5})(?![\w-]|[.,]\d)"
    r"|(?<![\w-])[a-zæøå]{2}[ -]?\d{2}[ .-]?\d{3}(?![\w-]|[.,]\d)"
)
# Two letters that come before other numbers.
_OTHER = frozenset(
    "kr nr kl dk se ca pr op på ud om af er en et to de vi og fx id no so us".split()
)
_PLATE_WORDS = frozenset(
    """
    nummerplade nummerpladen nummerplader reg registreringsnummer plade pladen plader bil bilen
    varevogn varevognen varebil varebilen knallert scooter trailer plate car van registration
    """.split()
)


def _find(sentence: Sentence) -> Iterator[str]:
    if sentence.has_phrase(OWN):
        return
    speaks_of_plates = sentence.has_word(_PLATE_WORDS)
    for match in _PLATE.finditer(sentence.text):
        letters = match[0][:2]
        if letters.lower() in _OTHER:
            continue
        # In small letters, it is a plate only if the sentence speaks of one.
        if letters.isupper() or speaks_of_plates:
            yield match[0]


RULE = Rule(
    name="number_plate",
    verdict=Verdict.ASK,
    find=_find,
    held_in_safety=True,
    finds=(
        "En hvid varevogn, AB 12 345, holdt længe på hjørnet.",
        "Nummerpladen er ab12345",
        "BX-23.456 kører altid for stærkt",
        "Kender nogen bilen CD 98765?",
    ),
    ignores=(
        "Min bil har AB 12 345 og er væk.",
        "Det kostede kr 12 345 at lave taget.",
        "Se nr 12345 i kataloget, KR 12 345 i alt.",
        "Postnummeret er DK-9999.",
        "I 2026 fik vi 12 345 underskrifter.",
    ),
)
