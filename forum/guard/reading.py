"""A text as the rules read it: its sentences, and the words of each."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

# Each pattern of the rules matches a bounded number of characters, or reads word by word, so that
# the time grows with the length of the text only.
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"[!?\n]|\.(?=\s+[A-ZÆØÅ\"“”]|\s*$)")
# Marks of `core.text.markdown`, and white space of every kind.
_FLAT = str.maketrans(dict.fromkeys("*_~`", "") | {"\u00a0": " ", "\u202f": " ", "\t": " "})
# A full stop after these ends no sentence.
_SHORTENED = frozenset(
    "nr tlf kl ca fx f.eks eks osv mob st sal th tv mf max min inkl dvs bl a ang vedr hr fr".split()
)


@dataclass(frozen=True)
class Sentence:
    """A sentence without its marks. `words` are in lower case."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word.lower() for word in self.written)

    @cached_property
    def written(self) -> tuple[str, ...]:
        return tuple(_WORD.findall(self.text))

    @cached_property
    def padded(self) -> str:
        """The words with one space around each, to look for phrases in."""
        return f" {' '.join(self.words)} "

    def has_word(self, words: Collection[str]) -> bool:
        return any(word in words for word in self.words)

    def has_phrase(self, phrases: Collection[str]) -> bool:
        """Whether one of `phrases` (lower case, without signs) is in it, as whole words."""
        return any(f" {phrase} " in self.padded for phrase in phrases)


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of `text`, those of its list items and headings too."""
    text = unicodedata.normalize("NFKC", text.translate(_FLAT))
    start = 0
    for end in _END.finditer(text):
        if end[0] == "." and _ends_shortened(text, end.start()):
            continue
        if sentence := text[start : end.end()].strip():
            yield Sentence(sentence)
        start = end.end()
    if sentence := text[start:].strip():
        yield Sentence(sentence)


def _ends_shortened(text: str, position: int) -> bool:
    word = text[max(0, position - 6) : position].rsplit(maxsplit=1)[-1:]
    return bool(word) and (word[0].lower() in _SHORTENED or word[0].isdecimal())
