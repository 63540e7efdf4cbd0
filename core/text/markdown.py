"""From what a neighbour writes to HTML that is safe to show."""

from collections.abc import Collection

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.text import mentions

ALLOWED_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "h3", "h4", "h5"),
}

# Images are not rendered: they would make the reader's browser call a stranger's server.
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "html_block", "html_inline"]
)
_parser.enable("strikethrough")

# A post is part of a page with a title and sections of its own.
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h5", "h5": "h5", "h6": "h5"}


def render_markdown(text: str, *, names: Collection[str] = ()) -> str:
    """Return `text` (CommonMark) as HTML that holds only `ALLOWED_TAGS`.

    Where one of `names` is mentioned, "@Karen Holm", it stands out.

    Raw HTML in the text is shown as text. The sanitiser runs after the renderer, so that a fault
    in one is caught by the other.
    """
    tokens = _parser.parse(text)
    for token in tokens:
        if token.tag in _HEADINGS and token.type in {"heading_open", "heading_close"}:
            token.tag = _HEADINGS[token.tag]
    for piece in _prose(tokens):
        piece.children = [new for old in piece.children or [] for new in _with_mentions(old, names)]
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow ugc noopener",
    )


def names_mentioned(text: str, names: Collection[str]) -> set[str]:
    """Return which of `names` are mentioned in `text` (CommonMark).

    Not what stands in code, or in a quotation: that is somebody else speaking.
    """
    found: set[str] = set()
    depth = 0
    for token in _parser.parse(text):
        if token.type.startswith("blockquote_"):
            depth += token.nesting
        elif token.type == "inline" and not depth:
            for child in token.children or []:
                if child.type == "text":
                    found |= {name for _piece, name in mentions.split(child.content, names) if name}
    return found


def _prose(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token.type == "inline" and token.children]


def _with_mentions(token: Token, names: Collection[str]) -> list[Token]:
    """Return `token`, cut into pieces where a name is mentioned."""
    if token.type != "text" or not names:
        return [token]
    pieces: list[Token] = []
    for words, name in mentions.split(token.content, names):
        piece = Token("text", "", 0, content=words)
        if name:
            opening, closing = (
                Token("strong_open", "strong", 1),
                Token("strong_close", "strong", -1),
            )
            pieces += [opening, piece, closing]
        else:
            pieces.append(piece)
    return pieces
