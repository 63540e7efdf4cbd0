"""Find web and e-mail addresses in a line of text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkify_it import LinkifyIt

# "www." as well as "https://", but no other host without a scheme: "kl.19" is none. No schemes
# that call a program.
_finder = LinkifyIt(options={"fuzzy_link": True, "fuzzy_email": True, "fuzzy_ip": False})
for _scheme in ("ftp:", "//"):
    _finder.add(_scheme, None)

_MAY_HOLD_LINK = re.compile(r"://|www\.|mailto:|@", re.IGNORECASE)
# An address holds no blank.
_WORD = re.compile(r"\S+")
_LONGEST = 2000
# Marks around an address that are no part of it. The parser takes them for a part of the path.
_TRAILING = "*_~"


@dataclass(frozen=True, slots=True)
class Link:
    """An address from `start` to before `end` in the line."""

    start: int
    end: int
    url: str


def find_links(line: str) -> Iterator[Link]:
    """Yield the addresses in `line` from left to right."""
    for word in _WORD.finditer(line) if _MAY_HOLD_LINK.search(line) else ():
        yield from _links_in(word[0], word.start())


def _links_in(word: str, start: int) -> Iterator[Link]:
    # The parser takes quadratic time; nobody types an address that is so long.
    if len(word) > _LONGEST or not _MAY_HOLD_LINK.search(word):
        return
    for match in _finder.match(word) or ():
        if not match.schema and not match.text.lower().startswith("www."):
            continue
        cut = len(match.raw) - len(match.raw.rstrip(_TRAILING))
        url = match.url[: len(match.url) - cut] if cut else match.url
        if not match.schema:
            url = url.replace("http://", "https://", 1)
        yield Link(start + match.index, start + match.last_index - cut, url)
