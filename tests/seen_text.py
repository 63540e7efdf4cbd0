"""The text that a reader sees of a piece of HTML."""

from html.parser import HTMLParser


class SeenText(HTMLParser):
    """Collects lines as a browser shows them: "- " before list items, "> " before quotations."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.links: list[str] = []
        self.quotes = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "blockquote":
            self.quotes += 1
        elif tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag in {"p", "br", "li"}:
            self.lines.append("> " * self.quotes + ("- " if tag == "li" else ""))

    def handle_endtag(self, tag):
        if tag == "blockquote":
            self.quotes -= 1

    def handle_data(self, data):
        self.lines[-1] += data


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that are not empty, with single blanks."""
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


def seen(html: str) -> list[str]:
    """Return the lines that a reader sees."""
    return lines_of("\n".join(line.replace("\n", " ") for line in SeenText(html).lines))
