"""Mail texts as HTML, and Markdown as plain text."""

import html
import itertools
import re

from django.utils.html import linebreaks, strip_tags, urlize
from django.utils.safestring import SafeString, mark_safe

from core.text.markdown import render_markdown

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# The length of a shown address that fits into a line.
_MAX_SHOWN = 70
# What ends a paragraph or a line in the HTML of Markdown, in plain text.
_BREAKS = (
    (re.compile(r"\s*<li>\s*(?:<p>)?"), "\n- "),
    (re.compile(r"<br\s*/?>\n?"), "\n"),
    (re.compile(r"(?:</p>)?\s*</li>"), ""),
    (re.compile(r"</(?:p|h\d|ul|ol|pre|blockquote)>|<hr\s*/?>"), "\n\n"),
)
_NUMBERED = re.compile(r'<ol(?: start="(\d+)")?>(.*?)</ol>', re.DOTALL)
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


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


def markdown_as_text(text: str) -> str:
    """Return Markdown as plain text: without its marks, with paragraphs, lists and addresses."""
    rendered = _NUMBERED.sub(_number, _LINK.sub(_spell_out, render_markdown(text)))
    for pattern, replacement in _BREAKS:
        rendered = pattern.sub(replacement, rendered)
    plain = html.unescape(strip_tags(rendered))
    lines = "\n".join(line.strip() for line in plain.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _number(numbered: re.Match[str]) -> str:
    """Return a numbered list with its numbers as text."""
    numbers = itertools.count(int(numbered[1] or 1))
    return "\n" + re.sub(r"\s*<li>\s*(?:<p>)?", lambda _item: f"\n{next(numbers)}. ", numbered[2])


def _spell_out(link: re.Match[str]) -> str:
    """Return the text of a link, and its address if the text does not say it."""
    address, text = link[1], link[2]
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    return text if bare in text else f"{text} ({bare})"
