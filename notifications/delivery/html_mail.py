"""Mail texts as HTML."""

import re

from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# The length of a shown address that fits into a line.
_MAX_SHOWN = 70


def as_html(text: str) -> SafeString:
    """Return plain text as HTML paragraphs, with web addresses as links."""
    paragraphs = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    pieces = [
        linebreaks(urlize(paragraph, trim_url_limit=_MAX_SHOWN, autoescape=True))
        for paragraph in paragraphs
        if paragraph
    ]
    return mark_safe("\n".join(pieces))  # noqa: S308 – each piece is escaped


def as_blocks(escaped: str) -> SafeString:
    """Return a rendered, escaped mail template as HTML, with paragraphs at its blank lines.

    A block that begins with a tag stands as it is: only the tags of mails write tags.
    """
    blocks = []
    for block in _PARAGRAPHS.split(escaped.replace("\r\n", "\n").strip()):
        if block.startswith("<"):
            blocks.append(block)
        elif block:
            safe = mark_safe(block.strip())  # noqa: S308 – autoescaping has escaped it
            linked = urlize(safe, trim_url_limit=_MAX_SHOWN)
            blocks.append("<p>{}</p>".format(linked.replace("\n", "<br>\n")))
    return mark_safe("\n".join(blocks))  # noqa: S308 – see above


def in_one_block(block: str) -> SafeString:
    """Return HTML without blank lines, so that `as_blocks` does not cut it."""
    return mark_safe(_PARAGRAPHS.sub("\n", block))  # noqa: S308 – as safe as it was
