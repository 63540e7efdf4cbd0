"""`manage.py receive_mail`, as a mail server calls it."""

import io
import os
import sys

import pytest
from django.core.management import call_command
from django.db import OperationalError

from forum.by_mail import parsing, receiving
from forum.management.commands.receive_mail import read_bounded
from forum.models import ReceivedMail

pytestmark = pytest.mark.django_db


def pipe(monkeypatch: pytest.MonkeyPatch, raw: bytes, *args: str) -> int:
    """Call the command with a mail on standard input, and return its exit status."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    try:
        call_command("receive_mail", *args, stdout=io.StringIO(), stderr=io.StringIO())
    except SystemExit as stopped:
        return int(str(stopped.code))
    return 0


@pytest.mark.parametrize("name", ["gmail-da", "empty", "out-of-office"])
def test_a_mail_that_is_done_with_ends_with_0(load, monkeypatch, name):
    assert pipe(monkeypatch, load(name), "--sender", "alice@example.org") == 0
    assert ReceivedMail.objects.count() == 1


def test_a_bounce_has_an_empty_sender(load, monkeypatch):
    assert pipe(monkeypatch, load("gmail-da"), "--sender", "") == 0
    assert ReceivedMail.objects.get().state == ReceivedMail.State.IGNORED


def test_the_recipient_of_the_envelope_is_passed(typed, monkeypatch, thread, address):
    raw = typed("Hej", to="somebody@example.org")

    assert pipe(monkeypatch, raw, "--recipient", address) == 0
    assert thread.posts.filter(body="Hej").exists()


@pytest.mark.parametrize("error", [OperationalError, RuntimeError])
def test_what_cannot_be_done_now_ends_with_75(load, monkeypatch, error):
    def fail(*args: object) -> None:
        raise error("The database is away.")

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "_decide", fail)
        assert pipe(patch, load("gmail-da")) == os.EX_TEMPFAIL
    assert not ReceivedMail.objects.exists()

    # The mail server tries again.
    assert pipe(monkeypatch, load("gmail-da")) == 0
    assert ReceivedMail.objects.get().state == ReceivedMail.State.POSTED


@pytest.mark.parametrize("option", [[], ["--imap"]])
def test_a_hub_that_is_not_set_up_keeps_the_mail(load, monkeypatch, settings, option):
    raw = load("gmail-da")
    settings.MAIL_REPLIES = "" if not option else settings.MAIL_REPLIES

    assert pipe(monkeypatch, raw, *option) == os.EX_TEMPFAIL


def test_the_rest_of_a_mail_that_is_too_big_is_read_and_dropped(monkeypatch):
    stream = io.BytesIO(b"x" * (parsing.MAX_BYTES + 500_000))

    assert len(read_bounded(stream)) == parsing.MAX_BYTES + 1
    assert stream.read() == b""
