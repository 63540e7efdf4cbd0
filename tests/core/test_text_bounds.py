"""What is made of a text is bounded: its HTML, and the time and memory to make it."""

import time
import tracemalloc

import pytest
from django.core.exceptions import ValidationError

from core.text import markdown
from core.text.fields import LineField, MarkdownField
from core.text.markdown import MAX_HTML, render_markdown
from core.text.normalization import comparison_key, compose, search_key, slug

LENGTH = 20_000


def repeated(piece: str) -> str:
    return (piece * (LENGTH // len(piece) + 1))[:LENGTH]


# Texts that made a renderer slow, deep or wordy.
AMPLIFIERS = {
    "reference definitions": ("[a]: /" + "b" * 9900 + "\n" + "[a] " * 3356)[:LENGTH],
    "reference links": repeated("[a][a] "),
    "inline links": repeated("[a](b)"),
    "brackets": repeated("["),
    "images": repeated("![a](b) "),
    "web addresses": repeated("http://a.b "),
    "schemes": repeated("http://"),
    "a long address": "http://a.b/" + "c" * (LENGTH - 11),
    "a long host": "http://" + "a." * ((LENGTH - 7) // 2),
    "brackets in addresses": repeated("http://a.b/("),
    "users in addresses": "http://" + repeated("a:b@")[: LENGTH - 7],
    "hosts": repeated("www.a.dk,"),
    "hosts beyond ASCII": repeated("https://ø.dk "),
    "e-mail addresses": repeated("a@b.dk "),
    "at signs": repeated("a@"),
    "a long e-mail address": repeated("a.")[: LENGTH - 6] + "x@b.dk",
    "mentions": repeated("@Alice "),
    "quotations": repeated("> "),
    "deep quotations": repeated("> > > > a\n"),
    "short quotations": repeated("> a\n\n"),
    "lists": repeated("- a\n"),
    "deep lists": "".join("  " * depth + "- a\n" for depth in range(139))[:LENGTH],
    "items without a list": repeated("- a\n  b\n\n\n"),
    "numbers": repeated("1. a\n"),
    "stars": repeated("*"),
    "emphasis": repeated("*a* "),
    "emphasis that never closes": repeated("*a **b ***c "),
    "emphasis that never opens": repeated("a* "),
    "crossed emphasis": repeated("*a **b* c** "),
    "backticks": repeated("`"),
    "different backticks": "".join("a" + "`" * number for number in range(199))[:LENGTH],
    "entities": repeated("&amp;"),
    "signs to escape": repeated("<"),
    "quotation marks": repeated('"'),
    "tables": repeated("|a|b|\n|-|-|\n"),
    "headings": repeated("# a\n"),
    "tags": repeated("<b>"),
    "blanks": "a" + repeated(" ")[: LENGTH - 2] + "b",
    "tabs": repeated("\t\ta"),
    "empty lines": repeated("a\n\n"),
    "emoji": repeated("👨‍👩‍👧‍👦"),
    "flags": repeated("🇩🇰"),
    "combining marks": "a" + repeated("\u0301\u0316")[: LENGTH - 1],
    "letters with marks": repeated("a\u0301\u0316"),
}


@pytest.mark.parametrize("text", AMPLIFIERS.values(), ids=AMPLIFIERS)
def test_what_is_made_of_a_text_is_bounded(text):
    assert _seconds(lambda: render_markdown(text, names=["Alice", "Alice Eksempel", "Bo"])) < 2
    tracemalloc.start()
    html = render_markdown(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # An e-mail address of six letters becomes a link of sixty.
    assert len(html) < 10 * LENGTH
    assert peak < 20_000_000
    # Deep nesting is slow to lay out.
    assert "<blockquote>\n" * 4 not in html


@pytest.mark.parametrize("text", AMPLIFIERS.values(), ids=AMPLIFIERS)
def test_a_field_takes_the_text_or_says_why_not(text):
    codes = set()
    try:
        html = render_markdown(MarkdownField().clean(text))
    except ValidationError as refusal:
        codes = {error.code for error in refusal.error_list}
        html = ""
    assert len(html) <= MAX_HTML
    assert codes <= {"too_much", "unshowable"}


def test_a_field_refuses_too_much_beside_itself():
    for text, code in (("a@b.dk " * 2800, "too_much"), ("a" + "\u0301" * 9, "unshowable")):
        with pytest.raises(ValidationError) as refusal:
            MarkdownField().clean(text)
        assert [error.code for error in refusal.value.error_list] == [code]
    with pytest.raises(ValidationError):
        LineField().clean("a" + "\u0301" * 9)


def test_ordinary_texts_of_the_full_length_are_taken():
    for line in ("Vi mødes ved havnen kl. 19 og går en tur langs vandet.\n", "- en ting mere\n"):
        assert MarkdownField().clean(repeated(line))


def test_a_field_does_not_render_what_is_too_long(monkeypatch):
    monkeypatch.setattr(markdown, "render_markdown", pytest.fail)
    with pytest.raises(ValidationError):
        MarkdownField(max_length=10).clean("a" * 11)


@pytest.mark.parametrize("normalise", [compose, comparison_key, search_key, slug])
def test_normalising_two_megabytes_of_marks_is_fast(normalise):
    text = "a" + "\u0301\u0316" * 500_000
    assert _seconds(lambda: normalise(text)) < 5


def _seconds(call):
    """Return the seconds of processor time of a call, which other programs do not lengthen."""
    start = time.process_time()
    call()
    return time.process_time() - start
