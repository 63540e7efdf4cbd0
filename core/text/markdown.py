"""Render residents' texts as safe HTML. A text is shown as typed, but for five marks.

*italics*, **bold**, "- " before the lines of a list, "> " before the lines of a quotation, and web
and e-mail addresses, which become links. `MARKS_HELP` names them beside each field. Everything
else is data: the numbers of a list stay as typed, since "3. maj" is a date.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.text.links import find_links
from core.text.mentions import find_mentions
from core.text.normalization import collapse_blanks, compose

MARKS_HELP = _(
    "Just write: your text is shown as you type it. Web and email addresses become links. "
    "You can also write *italics* and **bold**, and start lines with “- ” for a list, or "
    "with “> ” for a quotation."
)
# Raise this when the same text becomes other HTML: stored HTML is then rendered anew.
RENDERING = 3
ALLOWED_TAGS = {"p", "br", "strong", "em", "a", "blockquote", "ul", "li"}
# The longest HTML that a text may become, in characters. A text of 20,000 characters stays below it
# unless it is made of links or marks only.
MAX_HTML = 100_000
# A quotation within a quotation within a quotation; what lies deeper is shown as typed.
_MAX_QUOTE_DEPTH = 3

_REL = "nofollow ugc noopener"
_DEAD_LINK = re.compile(rf'<a rel="{_REL}">(.*?)</a>')
_BULLET = re.compile(r"- +(?=\S)")
_QUOTE_START = re.compile(r"> +\S")
_QUOTE = re.compile(r">(?: |$)")
_STARS = re.compile(r"\*+")
_TAGS = {1: ("<em>", "</em>"), 2: ("<strong>", "</strong>"), 3: ("<strong><em>", "</em></strong>")}
# A star that opens follows a space or one of these, and a letter, digit or sign follows it.
_BEFORE_OPENING = "([{\"'“”„»«‘’/–—-"
_NOT_AFTER_OPENING = ").,;:!?…*]}"
# A single blank may break a line; more of them, and those that indent, are kept.
_BLANKS = re.compile(r"^[ \t]+|[ \t]+(?=[ \t])")
_KEPT = str.maketrans({" ": "\u00a0", "\t": "\u2003"})


def render_markdown(text: str, *, names: Collection[str] = ()) -> str:
    """Return `text` as HTML with no tags but `ALLOWED_TAGS`.

    A mention of one of `names`, such as "@Karen Holm", becomes bold. The sanitiser runs after the
    renderer, in case the renderer has a fault.
    """
    html = "\n".join(_render(block, names) for block in _parse(text))
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        # Without "*", nh3 allows `title` and `lang` everywhere.
        attributes={"a": {"href"}, "p": {"dir"}, "li": {"dir"}, "*": set()},
        url_schemes={"http", "https", "mailto"},
        link_rel=_REL,
    )
    # The sanitiser takes the address from a link whose host cannot be one.
    clean = _DEAD_LINK.sub(r"\1", clean)
    # One character instead of six. A typed "&nbsp;" is "&amp;nbsp;" here.
    return clean.replace("&nbsp;", "\u00a0")


def refuse_too_much(text: str) -> None:
    """Raise `ValidationError` if the HTML of `text` would be longer than `MAX_HTML`."""
    if len(render_markdown(text)) > MAX_HTML:
        raise ValidationError(
            _(
                "The text has too many links, lines or marks. Please make it shorter, or split "
                "it in two."
            ),
            code="too_much",
        )


def plain_text(text: str) -> str:
    """Return `text` as it is seen, without the marks of italics and bold."""
    return "\n\n".join("\n".join(_plain_lines(block)) for block in _parse(text))


def excerpt(text: str, characters: int) -> str:
    """Return the beginning of `text` as it is seen, on one line."""
    return Truncator(collapse_blanks(plain_text(text))).chars(characters)


def names_mentioned(text: str, names: Collection[str]) -> set[str]:
    """Return those of `names` that `text` mentions.

    Mentions in quotations do not count: a quotation is somebody else's text. Nor do those in links.
    """
    return {
        span.name
        for block in _parse(text)
        if not block.quoted
        for lines in block.lines_of_items()
        for line in lines
        for span in _spans(line, names)
        if span.name
    }


@dataclass(slots=True)
class _Block:
    """A paragraph (`lines`), a list (`items` of lines) or a quotation (`quoted` blocks)."""

    lines: list[str] = field(default_factory=list)
    items: list[list[str]] = field(default_factory=list)
    quoted: list["_Block"] = field(default_factory=list)

    def lines_of_items(self) -> list[list[str]]:
        return [self.lines, *self.items]


@dataclass(frozen=True, slots=True)
class _Span:
    """A part of a line that is not plain text: a link, a mention, or stars that are a mark."""

    start: int
    end: int
    opening: str
    closing: str
    name: str = ""
    is_mark: bool = False


def _parse(text: str) -> list[_Block]:
    return list(_blocks(compose(text).replace("\r\n", "\n").split("\n"), depth=0))


def _blocks(lines: list[str], depth: int) -> Iterator[_Block]:
    paragraph: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        block, end = None, position + 1
        if _BULLET.match(line):
            block, end = _list_at(lines, position)
        elif depth < _MAX_QUOTE_DEPTH and _QUOTE_START.match(line):
            while end < len(lines) and _QUOTE.match(lines[end]):
                end += 1
            quoted = [_QUOTE.sub("", line, count=1) for line in lines[position:end]]
            block = _Block(quoted=list(_blocks(quoted, depth + 1)))
        if block is None and line.strip():
            paragraph.append(line.rstrip())
        elif paragraph:
            yield _Block(lines=paragraph)
            paragraph = []
        if block is not None:
            yield block
        position = end
    if paragraph:
        yield _Block(lines=paragraph)


def _list_at(lines: list[str], start: int) -> tuple[_Block | None, int]:
    """Return the list that starts at a line, and where it ends; None for a single line.

    A single line is none, since "- Karen" is a signature; nor is the last line of the text, after
    an empty line that is the only one between items. Indented lines continue an item, and one empty
    line may stand between two items.
    """
    items: list[list[str]] = []
    position = start
    last_gap, gaps = -1, 0
    while position < len(lines):
        line = lines[position]
        if bullet := _BULLET.match(line):
            is_signature = gaps == 1 and last_gap == position - 1 and len(items) > 1
            if is_signature and not any(map(str.strip, lines[position + 1 :])):
                break
            items.append([line[bullet.end() :].rstrip()])
        elif line.startswith("  ") and line.strip():
            items[-1].append(line.rstrip())
        elif line.strip() or not any(map(_BULLET.match, lines[position + 1 : position + 2])):
            break
        else:
            last_gap, gaps = position, gaps + 1
        position += 1
    return (_Block(items=items), position) if len(items) > 1 else (None, start + 1)


def _render(block: _Block, names: Collection[str]) -> str:
    if block.quoted:
        quoted = "\n".join(_render(inner, names) for inner in block.quoted)
        return f"<blockquote>\n{quoted}\n</blockquote>"
    if block.items:
        items = "\n".join(
            f'<li dir="auto">{_render_lines(lines, names)}</li>' for lines in block.items
        )
        return f"<ul>\n{items}\n</ul>"
    return f'<p dir="auto">{_render_lines(block.lines, names)}</p>'


def _render_lines(lines: list[str], names: Collection[str]) -> str:
    return "<br>\n".join("".join(_render_line(line, names)) for line in lines)


def _render_line(line: str, names: Collection[str]) -> Iterator[str]:
    line = _BLANKS.sub(lambda blanks: blanks[0].translate(_KEPT), line)
    position = 0
    for span in _spans(line, names):
        yield escape(line[position : span.start])
        label = "" if span.is_mark else escape(line[span.start : span.end])
        yield f"{span.opening}{label}{span.closing}"
        position = span.end
    yield escape(line[position:])


def _plain_lines(block: _Block) -> Iterator[str]:
    for inner in block.quoted:
        yield from (f"> {line}" for line in _plain_lines(inner))
    yield from map(_without_marks, block.lines)
    for first, *others in block.items:
        yield f"- {_without_marks(first)}"
        yield from map(_without_marks, others)


def _without_marks(line: str) -> str:
    kept, position = [], 0
    for span in _spans(line, ()):
        if span.is_mark:
            kept.append(line[position : span.start])
            position = span.end
    return "".join([*kept, line[position:]])


def _spans(line: str, names: Collection[str]) -> list[_Span]:
    """Return the links, mentions and marks of a line from left to right; none overlap."""
    spans = [
        _Span(link.start, link.end, f'<a href="{escape(link.url)}">', "</a>")
        for link in find_links(line)
    ]
    if names:
        spans = sorted([*spans, *_mentions(line, names, spans)], key=_start)
    if "*" in line:
        spans = sorted([*spans, *_marks(line, spans)], key=_start)
    return spans


def _mentions(line: str, names: Collection[str], links: list[_Span]) -> Iterator[_Span]:
    """Yield the mentions outside the links."""
    others = iter(links)
    link = next(others, None)
    for mention in find_mentions(line, names):
        while link is not None and link.end <= mention.start:
            link = next(others, None)
        if link is None or mention.end <= link.start:
            yield _Span(mention.start, mention.end, *_TAGS[2], name=mention.name)


def _marks(line: str, taken: list[_Span]) -> Iterator[_Span]:
    """Yield the pairs of stars that are marks.

    Each pair has one, two or three stars on both sides. A pair may lie within another one that has
    not as many, so marks are three deep at most.
    """
    covered = iter(taken)
    span = next(covered, None)
    # The positions of those that are open, by number of stars, the outermost first.
    opened: dict[int, re.Match[str]] = {}
    for stars in _STARS.finditer(line):
        while span is not None and span.end <= stars.start():
            span = next(covered, None)
        length = len(stars[0])
        if length not in _TAGS or (span is not None and span.start < stars.end()):
            continue
        before = line[stars.start() - 1] if stars.start() else " "
        after = line[stars.end()] if stars.end() < len(line) else " "
        if length in opened and _closes(before, after):
            opening = opened[length]
            tags = _TAGS[length]
            yield _Span(opening.start(), opening.end(), tags[0], "", is_mark=True)
            yield _Span(stars.start(), stars.end(), tags[1], "", is_mark=True)
            # Those that were opened within the pair would overlap it.
            opened = {
                number: match for number, match in opened.items() if match.start() < opening.start()
            }
        elif _opens(before, after):
            opened.pop(length, None)
            opened[length] = stars


def _opens(before: str, after: str) -> bool:
    free = before.isspace() or before in _BEFORE_OPENING
    return free and not after.isspace() and after not in _NOT_AFTER_OPENING


def _closes(before: str, after: str) -> bool:
    return not before.isspace() and not after.isalnum()


def _start(span: _Span) -> int:
    return span.start
