"""A mail's text as HTML."""

import re

from django.conf import settings
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

_PARAGRAPHS = re.compile(r"\n{2,}")
# As much of an address as fits into a line.
_SHOWN = 70


def as_html(text: str) -> SafeString:
    """Return `text` (plain) as HTML: its paragraphs, with its web addresses as links.

    Where a sentence that ends in a colon announces an address of our own, the sentence is the
    link: whoever listens to the mail does not hear the address spelled. (WCAG 2.2, 2.4.4)
    Where another address leads stays in sight.
    """
    paragraphs = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    pieces: list[str] = []
    position = 0
    while position < len(paragraphs):
        words, address = paragraphs[position], "".join(paragraphs[position + 1 : position + 2])
        if words.endswith(":") and _is_own(address):
            pieces.append(format_html('<p><a href="{}">{}</a></p>', address, words[:-1]))
            position += 2
            continue
        pieces.append(_plain(words))
        position += 1
    return mark_safe("\n".join(pieces))  # noqa: S308 – each piece is escaped


def _plain(words: str) -> str:
    return linebreaks(urlize(words, trim_url_limit=_SHOWN, autoescape=True))


def _is_own(address: str) -> bool:
    return address.startswith(f"{settings.BASE_URL}/") and not re.search(r"\s", address)
