"""Markdown renders to allowed HTML only."""

import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from core.text import markdown
from core.text.fields import MarkdownField
from core.text.markdown import ALLOWED_TAGS, render_markdown
from core.text.normalization import compose
from tests.seen_text import lines_of, seen

ATTRIBUTES = {"a": {"href", "rel"}, "p": {"dir"}, "li": {"dir"}}
SCHEMES = {"http", "https", "mailto"}


class ElementCollector(HTMLParser):
    """Collects the elements of a piece of HTML, as a browser's parser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.others.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_safe(html: str) -> None:
    """Fail if `html` holds anything but the allowed elements, attributes and URL schemes."""
    collector = ElementCollector(html)
    assert not collector.others
    for tag, attributes in collector.elements:
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        if tag == "a":
            url = attributes.get("href", "")
            # A browser ignores white space and control characters in the scheme.
            scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", url))
            assert scheme is None or scheme[1].lower() in SCHEMES
            assert attributes["rel"] == "nofollow ugc noopener"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b**", '<p dir="auto"><em>a</em> <strong>b</strong></p>'),
        ("***a***", '<p dir="auto"><strong><em>a</em></strong></p>'),
        ("a\nb", '<p dir="auto">a<br>\nb</p>'),
        ("a\n\nb", '<p dir="auto">a</p>\n<p dir="auto">b</p>'),
        ("- a\n- b", '<ul>\n<li dir="auto">a</li>\n<li dir="auto">b</li>\n</ul>'),
        # A signature is no item of the list before it; the items of a loose list are.
        ("- Karen", '<p dir="auto">- Karen</p>'),
        (
            "- a\n- b\n\n- Karen",
            '<ul>\n<li dir="auto">a</li>\n<li dir="auto">b</li>\n</ul>\n<p dir="auto">- Karen</p>',
        ),
        (
            "- a\n\n- b\n\n- c",
            '<ul>\n<li dir="auto">a</li>\n<li dir="auto">b</li>\n<li dir="auto">c</li>\n</ul>',
        ),
        ("> a", '<blockquote>\n<p dir="auto">a</p>\n</blockquote>'),
        ("a & b < c", '<p dir="auto">a &amp; b &lt; c</p>'),
        ("Æblegrød på Ærø", '<p dir="auto">Æblegrød på Ærø</p>'),
        ("a\u030a", '<p dir="auto">å</p>'),
        ("a  b &nbsp;", '<p dir="auto">a\u00a0 b &amp;nbsp;</p>'),
        (
            "a@b.dk",
            '<p dir="auto"><a href="mailto:a@b.dk" rel="nofollow ugc noopener">a@b.dk</a></p>',
        ),
    ],
)
def test_the_marks_are_rendered(text, html):
    assert render_markdown(text).strip() == html


@pytest.mark.parametrize("text", ["مرحبا", "> مرحبا", "- مرحبا\n- a"])
def test_each_paragraph_has_the_direction_of_its_own_text(text):
    assert all(
        attributes == {"dir": "auto"}
        for tag, attributes in ElementCollector(render_markdown(text)).elements
        if tag in {"p", "li"}
    )


@pytest.mark.parametrize("text", ["    kode", "```\nkode\n```", "`kode`", "\tkode " * 99])
def test_nothing_scrolls_sideways(text):
    """A block of code would need a focus of its own. (axe `scrollable-region-focusable`)"""
    tags = {tag for tag, _attributes in ElementCollector(render_markdown(text)).elements}
    assert not tags & {"pre", "code", "table"}


def test_no_title_survives_the_sanitiser(monkeypatch):
    monkeypatch.setattr(markdown, "_render", lambda block, names: '<p title="a" lang="b">c</p>')
    assert render_markdown("c") == "<p>c</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//a.dk></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<!-- --!><script>alert(1)</script> -->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php ?><!DOCTYPE html>",
        "[a](javascript:alert(1))",
        "[a](java&#x0A;script:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](<java\tscript:alert(1)>)",
        "[a](javascript&colon;alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n[a]",
        '[a](https://a.dk "x" onclick="alert(1)")',
        '[a](https://a.dk"onmouseover="alert(1))',
        '```"><script>alert(1)</script>\n```',
        "```x onclick=alert(1)\n```",
        "`<script>alert(1)</script>`",
        '1. a\n\n<ol start="javascript:alert(1)">',
        "<style>*{display:none}</style>",
        '<form action="//a.dk"><input name=password>',
        '<a href="https://a.dk" target=_blank style="position:fixed">a</a>',
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_attacks_leave_no_active_content(text):
    assert_safe(render_markdown(text))


@pytest.mark.parametrize("text", ["![spy](https://a.dk/x.png)", "![spy][1]\n\n[1]: https://a.dk"])
def test_images_are_not_rendered(text):
    assert "<img" not in render_markdown(text)


# Hypothesis combines the parts that attacks consist of.
PIECES = st.sampled_from(
    [
        *("<", ">", '"', "'", "`", "```", "&", "&#", ";", "(", ")", "[", "]", "!", "*", "_", "~~"),
        *("\n", "\n\n", "\t", "    ", " ", "\\", "/", ":", "=", "#", "- ", "1. ", "> ", "\r", "\f"),
        *("javascript:", "data:", "https://a.dk", "&colon;", "&Tab;", "&#x6A;", "onerror=alert(1)"),
        *("script", "<script>", "</", "<!--", "-->", "<![CDATA[", "<svg/", "<img src=x ", "style="),
        *("href", "<a href=", "[a](", "[a]: ", "](", "<http://", "title", "\u2028", "\u202e", "æ"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join))
def test_random_text_renders_to_allowed_html_only(text):
    assert_safe(render_markdown(text))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(categories=["L", "Nd", "Zs"]), max_size=80))
def test_plain_text_stays_unchanged(text):
    words = " ".join(text.split())

    assert seen(render_markdown(words)) == lines_of(compose(words))


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join))
def test_random_text_is_seen_but_for_its_stars(text):
    try:
        text = MarkdownField(required=False).clean(text)
    except ValidationError:
        reject()
    assert without_marks(seen(render_markdown(text))) == without_marks(lines_of(text))


def without_marks(lines: list[str]) -> str:
    """Return the lines without stars, and without those that are empty in a quotation."""
    kept = (line.replace("*", "") for line in lines)
    return "".join(line for line in kept if line.strip("> "))
