"""Find mentions such as "@Karen Holm" in a text."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from core.text.normalization import NAME_END, comparison_key, name_pattern

# An @ in an address: "karen@example.org", "youtube.com/@karen".
_ADDRESS = re.compile(r"(?:://|\w\.\w)\S*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """The mention of `name` from `start`, the position of the @, to before `end`."""

    start: int
    end: int
    name: str


def find_mentions(text: str, names: Collection[str]) -> Iterator[Mention]:
    """Yield the mentions of `names` in `text`, which is composed, from left to right.

    A mention is an @, a name, and the end of the name. The name counts however its blanks,
    apostrophes and hyphens are typed, and in any case. If several names match, the longest counts.
    The @ of an address starts no mention.
    """
    if "@" not in text:
        return
    names_by_key = {comparison_key(name): name for name in sorted(names) if name}
    if not names_by_key:
        return
    longest_first = sorted(names_by_key.values(), key=len, reverse=True)
    patterns = "|".join(map(name_pattern, longest_first))
    for match in re.finditer(rf"(?<![\w@.])@({patterns}){NAME_END}", text, re.IGNORECASE):
        name = names_by_key.get(comparison_key(match[1]))
        # The word before is short: an address of 2,000 characters is a link, and is not asked.
        before = text[max(0, match.start() - 200) : match.start()]
        if name is not None and not _ADDRESS.search(before):
            yield Mention(match.start(), match.end(), name)
