"""Full addresses of others: street and number, with a floor or town, or said to be a home."""

import re
from collections.abc import Iterator

from forum.guard.finding import Rule, Verdict
from forum.guard.reading import Sentence
from forum.guard.vocabulary import FIRST_NAMES, OWN, is_public

_STREET = re.compile(
    r"(?<!\w)[A-ZÆØÅ][a-zæøåé]{0,30}"
    r"(?:vej|gade|alle|allé|stræde|plads|torv|vænget|vænge|parken|bakken|bakke|toften|engen|marken|"
    r"haven|gården|krogen|skrænten|lunden|kæret|stien|svinget|vangen|ager|ageren|brinken|dalen|"
    r"højen|bjerget|kvarteret|boulevard) (\d{1,3} ?[A-Za-z]?)(?![\w.]\d|\w)"
)
_FLOOR = re.compile(r",? ?(?:\d\.|st\.?) ?(?:sal|tv|th|mf|dør)?\b\.?", re.IGNORECASE)
_TOWN = re.compile(r",? ?(?:\d\.? ?\w{0,3}\.?,? ?)?(?:DK-)?[1-9]\d{3} [A-ZÆØÅ]")
_HOME = frozenset("bor boede boende lives living hjemme adresse adressen address flyttet".split())


def _find(sentence: Sentence) -> Iterator[str]:
    if sentence.has_phrase(OWN):
        return
    is_home = sentence.has_word(_HOME) or (sentence.has_phrase(("hos",)) and _names(sentence))
    in_public = is_public(sentence.words)
    for match in _STREET.finditer(sentence.text):
        rest = sentence.text[match.end() : match.end() + 30]
        is_full = _TOWN.match(rest) or (_FLOOR.match(rest) and len(rest) > 1)
        if is_home or (is_full and not in_public):
            full = _TOWN.match(rest)
            yield match[0] + (full[0][:-2] if full else "")


def _names(sentence: Sentence) -> bool:
    return any(word[:1].isupper() and word.lower() in FIRST_NAMES for word in sentence.written)


RULE = Rule(
    name="address",
    verdict=Verdict.ASK,
    find=_find,
    finds=(
        "Karen bor på Nørregade 12A, 2. tv., 9999 Tved.",
        "Hun bor Strandvej 4.",
        "Pakken ligger hos Poul, Lærkevænget 7.",
        "Kagen kan hentes her: Havnegade 3, 9999 Tved",
        "Nøglen hænger på Skovvej 18, 1. th.",
    ),
    ignores=(
        "Vi ses på Biblioteket, Nørregade 12, 9999 Tved.",
        "Der er hul i vejen ud for Strandvej 4.",
        "Jeg bor på Nørregade 12, 2. tv.",
        "Asfalten på Søndergade er dårlig.",
        "Arbejdet på Vestergade 10-20 begynder mandag.",
        "På Torvet 3 åbner en ny café.",
    ),
)
