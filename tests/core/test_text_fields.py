"""Form fields for free text and e-mail addresses."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from core.text.fields import EmailField, LineField, MarkdownField


@pytest.fixture(autouse=True)
def english(clean_slate):
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a   b ", "a b"),
        ("a\r\nBcc: b@c.dk", "a Bcc: b@c.dk"),
        ("a\u2028b\u00a0c\td", "a b c d"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("Familien 👨‍👩‍👧", "Familien 👨‍👩‍👧"),
        ("🫨 ☀️", "🫨 ☀️"),  # unassigned in this Python's Unicode data
        ("Æblegrød – 100 %", "Æblegrød – 100 %"),
    ],
)
def test_line_field_collapses_white_space(text, cleaned):
    assert LineField().clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("a\x0bb\x0cc\u2028d", "a\nb\nc\nd"),
        ("- a\n\t- b", "- a\n\t- b"),
        ("a\u200bb\u00adc", "abc"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_markdown_field_normalises_line_ends(text, cleaned):
    assert MarkdownField().clean(text) == cleaned


@pytest.mark.parametrize("field", [LineField, MarkdownField])
@pytest.mark.parametrize(
    "text", ["a\0b", "a\x07b", "a\x1bb", "a\x7fb", "a\ud800b", "a\u202eb", "a\u2066b", "a\uffffb"]
)
def test_forbidden_characters_are_refused(field, text):
    with pytest.raises(ValidationError, match="cannot be shown"):
        field().clean(text)


@pytest.mark.parametrize("field", [LineField, MarkdownField])
@pytest.mark.parametrize("text", ["", None, " ", "\n \t", "\u200b", "\u00a0\u200b\u00a0"])
def test_blank_text_is_refused_when_required(field, text):
    with pytest.raises(ValidationError, match="fill this in"):
        field().clean(text)
    assert field(required=False).clean(text) == ""


@pytest.mark.parametrize("field", [LineField, MarkdownField])
@pytest.mark.parametrize(
    "text",
    ["Det er 010203-1234", "010203\u200b-1234", "0102\u00ad031234", "010203\u2009-\u20091234"],
)
def test_disguised_cpr_numbers_are_refused(field, text):
    with pytest.raises(ValidationError, match="CPR number"):
        field().clean(text)


def test_too_long_text_is_refused():
    assert LineField(max_length=5).clean("abcde") == "abcde"
    with pytest.raises(ValidationError, match="at most 5 characters"):
        LineField(max_length=5).clean("abcdef")
    with pytest.raises(ValidationError, match="at most 20000 characters"):
        MarkdownField().clean("a" * 200_000)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "a@exam\u202eple.org",
            "a@exam\u200bple.org",
            "a@example\u2066.org",
            "a\u00ad@example.org",
        ),
        *("a@exam\x00ple.org", "a@exam\x7fple.org", "a@\ufeffexample.org", "a b@example.org"),
        *("a@exam\u00a0ple.org", "a@example.org\nBcc: b@example.org", "a@exam\ue000ple.org"),
    ],
)
def test_email_addresses_with_invisible_characters_are_refused(address):
    with pytest.raises(ValidationError):
        EmailField().clean(address)


@pytest.mark.parametrize("address", ["a@example.org", "soren@bolle.dk", "a+b@x.dk"])
def test_plain_email_addresses_are_accepted(address):
    assert EmailField().clean(f" {address} ") == address
