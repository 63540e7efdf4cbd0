"""How hard a text is to read: Björnsson's LIX. (C. H. Björnsson, Läsbarhet, 1968)

LIX = words per sentence + long words per hundred words. A long word has more than six letters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Decimal points and "f.eks." end no sentence.
_END = re.compile(r"(?<![.!?:;…])[.!?:;…]+(?=\s|$)|\n+")
_LONG = 7
# Fewer words say nothing.
_FEWEST_WORDS = 30


@dataclass(frozen=True, slots=True)
class Reading:
    """The LIX of a text, rounded, and the number of its words."""

    lix: int
    words: int

    @property
    def level(self) -> str:
        """What the number means, in Björnsson's steps."""
        steps = {
            25: _("very easy, as in books for children"),
            35: _("easy, as in stories"),
            45: _("medium, as in newspapers"),
            55: _("hard, as in official texts"),
        }
        return next(
            (label for limit, label in steps.items() if self.lix < limit),
            _("very hard, as in laws"),
        )

    @property
    def is_hard(self) -> bool:
        """Whether many neighbours will give up: official texts, and harder ones."""
        return self.lix >= 45


def reading_of(texts: Iterable[str]) -> Reading | None:
    """Return how hard `texts` are together; None if there are too few words.

    A heading or an item of a list is a sentence, with or without a full stop.
    """
    parts = [part for text in texts for part in _END.split(text)]
    sentences = [words for part in parts if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < _FEWEST_WORDS:
        return None
    long_words = sum(len(word) >= _LONG for word in words)
    return Reading(round(len(words) / len(sentences) + 100 * long_words / len(words)), len(words))
