"""Find mentions such as "@Karen Holm" in a text."""

import re
from collections.abc import Collection, Iterator


def split(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the pieces of `text`, each with the one of `names` that it mentions, or with "".

    A mention is an @, a name in any case, and the end of a word. If several names match, the
    longest counts. The @ of an e-mail address starts no mention.
    """
    by_folded = {name.casefold(): name for name in sorted(names) if name}
    if not by_folded or "@" not in text:
        yield text, ""
        return
    longest_first = sorted(by_folded.values(), key=len, reverse=True)
    pattern = rf"(?<![\w@.])@({'|'.join(map(re.escape, longest_first))})(?!\w)"
    end = 0
    for match in re.finditer(pattern, text, re.IGNORECASE):
        if before := text[end : match.start()]:
            yield before, ""
        yield match[0], by_folded.get(match[1].casefold(), "")
        end = match.end()
    if rest := text[end:]:
        yield rest, ""
