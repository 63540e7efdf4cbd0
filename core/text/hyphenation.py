"""Where long words may break, for browsers that do not know the language."""

from functools import lru_cache

import pyphen

# Shorter words fit the narrowest box.
_SHORTEST_WORD = 14
# At least so many letters stay before and after a hyphen.
_SHORTEST_PART = 5
_SOFT_HYPHEN = "\u00ad"


@lru_cache(maxsize=500)
def soft_hyphens(text: str, language: str) -> str:
    """Return `text` with soft hyphens in its long words; `language` is a code such as "da".

    They are seen only where a line breaks, and are not read aloud.
    """
    known = pyphen.language_fallback(language.replace("-", "_"))
    if known is None:
        return text
    patterns = pyphen.Pyphen(lang=known, left=_SHORTEST_PART, right=_SHORTEST_PART)
    return " ".join(
        patterns.inserted(word, _SOFT_HYPHEN) if len(word) >= _SHORTEST_WORD else word
        for word in text.split(" ")
    )
