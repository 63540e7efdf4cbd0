"""What is read of mails: the writer's own text, and nothing that breaks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.by_mail import parsing
from forum.by_mail.html_text import text_of_html
from forum.by_mail.quotations import own_text
from forum.by_mail.subjects import title_of
from tests.forum.by_mail.conftest import MAILS, PLACEHOLDER

ADDRESS = "reply+" + "abcdefghijklmnop" * 3 + "@example.org"
EXPECTED = sorted(path.stem for path in MAILS.glob("*.txt"))
AUTOMATIC = sorted({path.stem for path in MAILS.glob("*.eml")} - set(EXPECTED))

pytestmark = pytest.mark.django_db


def load(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes().replace(PLACEHOLDER, ADDRESS.encode())


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_only_what_the_writer_typed_is_kept(name, line_end):
    mail = parsing.read(load(name).replace(b"\n", line_end))

    assert mail.text == (MAILS / f"{name}.txt").read_text().strip("\n")
    assert mail.sender == "alice@example.org"
    assert mail.recipients == [ADDRESS]
    assert mail.message_id.endswith("@mail.example.org>")
    assert not mail.is_automatic


@pytest.mark.parametrize("name", AUTOMATIC)
def test_what_no_person_typed_is_automatic(name):
    assert parsing.read(load(name)).is_automatic


def test_there_are_mails_of_both_sorts():
    assert len(EXPECTED) > 15
    assert len(AUTOMATIC) > 4


def test_an_empty_envelope_sender_is_a_bounce():
    assert parsing.read(load("gmail-da"), envelope_sender="").is_automatic
    assert parsing.read(load("gmail-da"), envelope_sender="<>").is_automatic
    assert not parsing.read(load("gmail-da"), envelope_sender="alice@example.org").is_automatic


@pytest.mark.parametrize(
    "sender",
    [
        "alice@example.org, bob@example.org",
        "Alice",
        "",
        "alice@example.org\nFrom: bob@example.org",
    ],
)
def test_a_mail_without_exactly_one_sender_has_none(sender):
    assert parsing.read(f"From: {sender}\nTo: {ADDRESS}\n\nHej\n".encode()).sender == ""


def test_only_files_that_somebody_attached_count():
    assert parsing.read(load("attachment")).has_attachments
    assert not parsing.read(load("gmail-da")).has_attachments


def test_a_mail_without_message_id_is_known_by_its_content():
    raw = f"From: alice@example.org\nTo: {ADDRESS}\n\nHej\n".encode()

    assert parsing.read(raw).identity == parsing.read(b"Received: again\n" + raw).identity
    assert parsing.read(raw).identity != parsing.read(raw + b"!").identity


def test_letters_outside_ascii_in_headers_are_read():
    raw = "Subject: Æbler på stien\nFrom: alice@example.org\n\nHej".encode()
    encoded = b"Subject: =?iso-8859-1?Q?=C6bler_p=E5?= stien\n\nHej"

    assert parsing.read(raw).subject == "Æbler på stien"
    assert parsing.read(encoded).subject == "Æbler på stien"
    assert parsing.read(b"Subject: =?x-none?Q?=C6bler?=\n\nHej").subject == "Æbler"
    assert parsing.read(b"Subject: =?utf-8?B?a?=\n\nHej").subject


@given(st.binary(max_size=400))
def test_no_mail_makes_it_fail(raw):
    parsing.read(b"Content-Type: multipart/mixed; boundary=a\n" + raw)
    parsing.read(b"Content-Type: text/plain; charset=utf-7; format=flowed\n\n" + raw)
    parsing.read(raw)


@given(st.text(max_size=400))
def test_no_text_makes_it_fail(text):
    own_text(text)
    text_of_html(text)


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=a\n\n"
        + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 3000,
        b"Content-Type: text/plain; charset==?utf-8?Q?=00?=\n\nHej",
        b"Content-Transfer-Encoding: base64\n\n!!!",
        b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n!!",
        b"From: " + b"(" * 5000 + b"\n\nHej",
    ],
    ids=["nested", "charset", "base64", "uuencode", "parentheses"],
)
def test_odd_mails_are_read(raw):
    assert parsing.read(raw).sender == ""


@pytest.mark.parametrize(
    "text",
    [
        "On " * 20_000,
        ("Den " + "skrev " * 35 + ":\n") * 280,
        ("On " + "wrote " * 35 + ":\n") * 280,
        "> " * 30_000,
        ">\n" * 30_000,
        "Fra: " * 12_000,
        "* " * 30_000,
        "\n" * 60_000,
        "<div>" * 60_000 + "</p>" * 60_000,
        "<blockquote>" + "<b>" * 60_000 + "</p>" * 60_000,
        "<!--" * 75_000,
        "<a " * 75_000,
    ],
)
def test_the_time_is_bounded(text):
    # Process time, since the machine may be busy. A second would be long; quadratic takes minutes.
    start = time.process_time()

    own_text(text)
    text_of_html(text)

    assert time.process_time() - start < 20


def test_a_mail_that_is_too_big_is_read_to_the_limit(monkeypatch):
    monkeypatch.setattr(parsing, "MAX_BYTES", 2000)

    mail = parsing.read(load("attachment") + b"x" * 2000)

    assert mail.is_too_big
    assert mail.sender == "alice@example.org"
    assert mail.text == "Her er et billede af stien."


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Re: SV: Fwd: Æbler", "Æbler"),
        ("Svar på æbler", "Svar på æbler"),
        ("Re:", ""),
        ("RE[2]: Æbler", "Æbler"),
    ],
)
def test_the_title_of_a_thread_is_the_subject(subject, title):
    assert title_of(subject) == title
