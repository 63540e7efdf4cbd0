"""Telephone numbers of others: Danish ones of eight digits, and international ones with +."""

import re
from collections.abc import Iterator

from forum.guard.finding import Rule, Verdict
from forum.guard.reading import Sentence
from forum.guard.vocabulary import OWN, is_public

# Danish numbers begin with 2 to 9. Those with 70 and 80 belong to firms and authorities.
_NUMBER = re.compile(
    r"(?<![\w.,-])(?:(?:\+|00)45[ -]?)?(?!70|80)[2-9]"
    r"(?:\d{7}|\d(?:[ .-]\d\d){3}|\d{3}[ -]\d{4}|\d[ .-]\d{3}[ .-]\d{3})(?![\w-]|[.,]\d)"
    r"|(?<![\w.,])\+(?!45)\d{1,3}(?:[ -]?\d{2,4}){2,5}(?!\w)"
)
# From one number to another (“4000-5000 træer”), unless the sentence speaks of telephones.
_RANGE = re.compile(r"\d{4}-\d{4}$")
_TELEPHONE = re.compile(r"\b(?:tlf|telefon|mobil|nummer|ring|ringe|sms|træffes|phone|call)")
# The number of something else follows these, or this is an amount.
_OTHER = frozenset(
    """
    cvr se ean ordrenr ordrenummer ordre varenr varenummer sagsnr sagsnummer sag journalnr model
    kontonr konto reg medlemsnr medlemsnummer isbn stelnummer stelnr mobilepay box serienummer
    serienr id løbenummer mp
    """.split()
)
_UNITS = re.compile(r"\s?(?:kr|kroner|,-|km|kwh|m2|stk)\b")


def _find(sentence: Sentence) -> Iterator[str]:
    if sentence.has_phrase(OWN) or is_public(sentence.words):
        return
    for match in _NUMBER.finditer(sentence.text):
        before = re.findall(r"[^\W\d_]+", sentence.text[max(0, match.start() - 25) : match.start()])
        is_other = any(word.lower() in _OTHER for word in before[-2:])
        if _RANGE.fullmatch(match[0]) and not _TELEPHONE.search(sentence.padded):
            continue
        if not is_other and not _UNITS.match(sentence.text, match.end()):
            yield match[0]


RULE = Rule(
    name="telephone",
    verdict=Verdict.ASK,
    find=_find,
    finds=(
        "Ring til Karen på 22 33 44 55.",
        "Min nabo kan træffes på +45 22334455 efter kl. 16",
        "Hans nummer er 2233 4455, han svarer altid",
        "Her er håndværkeren: 22-33-44-55",
        "Hans mobil er 2233-4455.",
        "Skriv til min søster: +46 70 123 45 67",
        "**22 33 44 55** spørg efter Poul",
    ),
    ignores=(
        "Ring til mig på 22 33 44 55.",
        "Kommunen svarer på 72 33 33 33.",
        "Rådgivningen har nummer 70 20 30 40.",
        "CVR 22334455",
        "Der er plantet 4000-5000 træer.",
        "Kommunens nummer er 22 33 44 55.",
        "Varenr. 2233 4455 er udsolgt.",
        "Vi ses 12.05.2026 kl. 19.30.",
        "Det kostede 22334455 kr. at bygge.",
        "Ring 112 eller 114.",
        "Perioden 2026-2027 og postnummer 9800",
        "Min nabo er født i 1944 og flyttede hertil i 1972.",
    ),
)
