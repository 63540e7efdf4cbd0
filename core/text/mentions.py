"""Finding "@Karen Holm" in what somebody writes."""

import re
from collections.abc import Collection, Iterator


def split(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield `text` in pieces, each with the one of `names` that it mentions, or with "".

    A name is mentioned by an @ before it and nothing but a word's end behind it, however it is
    capitalised; of several that fit, the longest. The @ of an e-mail address is none.
    """
    by_folded = {name.casefold(): name for name in sorted(names) if name}
    if not by_folded or "@" not in text:
        yield text, ""
        return
    longest_first = sorted(by_folded.values(), key=len, reverse=True)
    pattern = rf"(?<![\w@.])@({'|'.join(map(re.escape, longest_first))})(?!\w)"
    end = 0
    for found in re.finditer(pattern, text, re.IGNORECASE):
        if before := text[end : found.start()]:
            yield before, ""
        yield found[0], by_folded.get(found[1].casefold(), "")
        end = found.end()
    if rest := text[end:]:
        yield rest, ""
