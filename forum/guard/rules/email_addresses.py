"""E-mail addresses of others. The writer's own is known from their account."""

import re
from collections.abc import Iterator

from forum.guard.finding import Rule, Verdict
from forum.guard.reading import Sentence
from forum.guard.vocabulary import OWN

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-zA-Z]{2,12}(?!\w)")
# Addresses of a post, not of a person.
_ROLES = frozenset(
    """
    info kontakt post mail kontor booking tilmelding bestyrelse bestyrelsen formand kasserer
    sekretariat hej hello contact office support service butik salg redaktion noreply kundeservice
    udlejning privatliv frivillig billet billetter borgerservice biblioteket bibliotek team
    """.split()
)


def _find(sentence: Sentence) -> Iterator[str]:
    if "@" not in sentence.text or sentence.has_phrase(OWN):
        return
    for match in _ADDRESS.finditer(sentence.text):
        local = match[0].partition("@")[0].lower()
        if local not in _ROLES:
            yield match[0]


RULE = Rule(
    name="email",
    verdict=Verdict.ASK,
    find=_find,
    finds=(
        "Skriv til karen.holm@example.org, hun ved det.",
        "Naboen hedder poul@example.com",
        "Spørg Jens (jens_h+have@mail.example.dk).",
    ),
    ignores=(
        "Skriv til mig på karen@example.org.",
        "Tilmelding på info@example.org",
        "Vi ses @ torvet kl. 10.",
        "@Karen Holm, kan du komme?",
    ),
)
