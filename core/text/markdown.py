"""Render residents' Markdown as safe HTML."""

from collections.abc import Collection

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.text import mentions

ALLOWED_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "h3", "h4", "h5"),
}

# Images are not rendered: the reader's browser would load them from a stranger's server.
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "html_block", "html_inline"]
)
_parser.enable("strikethrough")

# A post is part of a page, which uses h1 and h2 itself.
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h5", "h5": "h5", "h6": "h5"}


def render_markdown(text: str, *, names: Collection[str] = ()) -> str:
    """Return `text` (CommonMark) as HTML with no tags but `ALLOWED_TAGS`.

    A mention of one of `names`, such as "@Karen Holm", becomes bold. Raw HTML in the text is
    escaped. The sanitiser runs after the renderer, in case the renderer has a fault.
    """
    tokens = _parser.parse(text)
    for token in tokens:
        if token.tag in _HEADINGS and token.type in {"heading_open", "heading_close"}:
            token.tag = _HEADINGS[token.tag]
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = [
                piece for child in token.children for piece in _with_mentions(child, names)
            ]
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow ugc noopener",
    )


def names_mentioned(text: str, names: Collection[str]) -> set[str]:
    """Return those of `names` that `text` (CommonMark) mentions.

    Mentions in code and in quotations do not count: a quotation is somebody else's text.
    """
    mentioned: set[str] = set()
    quote_depth = 0
    for token in _parser.parse(text):
        if token.type.startswith("blockquote_"):
            quote_depth += token.nesting
        elif token.type == "inline" and not quote_depth:
            for child in token.children or []:
                if child.type == "text":
                    pieces = mentions.split(child.content, names)
                    mentioned |= {name for _piece, name in pieces if name}
    return mentioned


def _with_mentions(token: Token, names: Collection[str]) -> list[Token]:
    """Return `token` split into tokens, with each mention in bold."""
    if token.type != "text" or not names:
        return [token]
    pieces: list[Token] = []
    for text, name in mentions.split(token.content, names):
        piece = Token("text", "", 0, content=text)
        if name:
            bold, end_of_bold = (
                Token("strong_open", "strong", 1),
                Token("strong_close", "strong", -1),
            )
            pieces += [bold, piece, end_of_bold]
        else:
            pieces.append(piece)
    return pieces
