"""The HTML of a plain-text mail."""

import re

from django.conf import settings
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

_PARAGRAPHS = re.compile(r"\n{2,}")
# The length of a shown address that fits into a line.
_MAX_SHOWN = 70


def as_html(text: str) -> SafeString:
    """Return plain text as HTML paragraphs, with web addresses as links.

    A paragraph that ends in a colon before an address of this site becomes the link, so that a
    screen reader does not spell the address. (WCAG 2.2, 2.4.4) Other addresses stay visible.
    """
    paragraphs = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    pieces: list[str] = []
    position = 0
    while position < len(paragraphs):
        paragraph, address = paragraphs[position], "".join(paragraphs[position + 1 : position + 2])
        if paragraph.endswith(":") and _is_own(address):
            pieces.append(format_html('<p><a href="{}">{}</a></p>', address, paragraph[:-1]))
            position += 2
            continue
        pieces.append(_plain(paragraph))
        position += 1
    return mark_safe("\n".join(pieces))  # noqa: S308 – each piece is escaped


def _plain(paragraph: str) -> str:
    return linebreaks(urlize(paragraph, trim_url_limit=_MAX_SHOWN, autoescape=True))


def _is_own(address: str) -> bool:
    return address.startswith(f"{settings.BASE_URL}/") and not re.search(r"\s", address)
