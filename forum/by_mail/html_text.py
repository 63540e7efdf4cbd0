"""The text of a mail that has HTML only, without what mail programs mark as a quotation."""

import re
from html.parser import HTMLParser

import nh3

# Longer HTML is cut: nobody types that much, and the form takes 20,000 characters.
MAX_CHARACTERS = 150_000
# No mail program nests that deep. It keeps the time in proportion to the length.
_MAX_DEPTH = 500
_DROPPED = {"style", "script", "title"}
_SKIPPED = {"blockquote"}
# Classes and ids with which mail programs mark what they quote: Gmail, Thunderbird, Yahoo, Proton.
_QUOTING = {
    "gmail_quote",
    "gmail_quote_container",
    "gmail_attr",
    "moz-cite-prefix",
    "yahoo_quoted",
    "protonmail_quote",
}
# Outlook sets one of these before the quotation, which goes on to the end.
_END_IDS = {"divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container"}
_BLOCKS = {"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "ul", "ol", "table", "pre", "section"}
_VOID = {"br", "hr"}
_KEPT = _SKIPPED | _BLOCKS | _VOID | {"span", "td", "body"}


class _TextParser(HTMLParser):
    """Collects the visible text, with a line for each block, in linear time."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        # The open elements inside the one that is skipped.
        self._skipped: list[str] = []
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._is_over:
            return
        values = {name: value or "" for name, value in attrs}
        names = {*values.get("class", "").split(), values.get("id", "").removeprefix("x_")}
        self._is_over = not _END_IDS.isdisjoint(names)
        if self._skipped or tag in _SKIPPED or not _QUOTING.isdisjoint(names):
            if tag not in _VOID:
                self._skipped.append(tag)
                self._is_over = self._is_over or len(self._skipped) > _MAX_DEPTH
            return
        if tag == "br":
            self.pieces.append("\n")
        elif tag in _BLOCKS:
            # A paragraph has a blank line before it; a list shows its items with dashes.
            self.pieces.append({"p": "\n\n", "li": "\n- "}.get(tag, "\n"))

    def handle_endtag(self, tag: str) -> None:
        if self._is_over:
            return
        if self._skipped:
            # Elements that are never closed end with the one around them.
            if tag in self._skipped:
                while self._skipped.pop() != tag:
                    pass
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipped and not self._is_over:
            self.pieces.append(re.sub(r"[ \t\r\n]+", " ", data))


def text_of_html(html: str) -> str:
    """Return the text of `html`. Never fails: what is no HTML is text."""
    # Python's parser takes long for tags that are never closed; what nh3 returns has none.
    clean = nh3.clean(
        html[:MAX_CHARACTERS],
        tags=_KEPT,
        attributes={"*": {"class", "id"}},
        clean_content_tags=_DROPPED,
        link_rel=None,
    )
    parser = _TextParser()
    parser.feed(clean)
    parser.close()
    lines = [line.strip() for line in "".join(parser.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
