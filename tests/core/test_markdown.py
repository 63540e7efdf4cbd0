"""Markdown renders to allowed HTML only."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text.markdown import ALLOWED_TAGS, render_markdown

ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}


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
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        ("Æblegrød på Ærø", "<p>Æblegrød på Ærø</p>"),
    ],
)
def test_markdown_is_rendered(text, html):
    assert render_markdown(text).strip() == html


@pytest.mark.parametrize(
    ("text", "tag"),
    [("# a", "h3"), ("## a", "h4"), ("### a", "h5"), ("###### a", "h5"), ("a\n===", "h3")],
)
def test_headings_start_at_level_three(text, tag):
    assert render_markdown(text).strip() == f"<{tag}>a</{tag}>"


@pytest.mark.parametrize(
    "address", ["https://a.dk", "http://a.dk", "mailto:a@b.dk", "tel:+4511111111", "/da/forum/"]
)
def test_links_keep_allowed_schemes(address):
    html = render_markdown(f"[a]({address})")

    assert html.strip() == f'<p><a href="{address}" rel="nofollow ugc noopener">a</a></p>'


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

    assert re.sub(r"</?p>", "", render_markdown(words)).strip() == words
