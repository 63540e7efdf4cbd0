"""From what a neighbour writes to HTML that is safe to show."""

import nh3
from markdown_it import MarkdownIt

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


def render_markdown(text: str) -> str:
    """Return `text` (CommonMark) as HTML that holds only `ALLOWED_TAGS`.

    Raw HTML in the text is shown as text. The sanitiser runs after the renderer, so that a fault
    in one is caught by the other.
    """
    tokens = _parser.parse(text)
    for token in tokens:
        if token.tag in _HEADINGS and token.type in {"heading_open", "heading_close"}:
            token.tag = _HEADINGS[token.tag]
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow ugc noopener",
    )
