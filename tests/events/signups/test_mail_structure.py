"""The whole MIME tree of every mail about a sign-up."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from events.models import Event, SignUp
from events.signups import emails
from tests import factories, mime
from tests.events.conftest import outbox_messages

pytestmark = pytest.mark.django_db

_WORDS = ["text/plain", "text/html"]
_WORDS_WITH_TICKET = ["text/plain", ("multipart/related", ["text/html", "image/png"])]


def _plain() -> object:
    return ("multipart/alternative", _WORDS)


def _with_entry(words: list[object] = _WORDS) -> object:
    alternatives = ("multipart/alternative", [*words, "text/calendar"])
    return ("multipart/mixed", [alternatives, "application/ics"])


TREES = {
    "announcement": _plain(),
    "cancelled": _with_entry(),
    "confirm": _plain(),
    "confirm_waiting": _plain(),
    "confirmed": _with_entry(_WORDS_WITH_TICKET),
    "event_cancelled": _with_entry(),
    "event_changed": _with_entry(),
    "event_postponed": _with_entry(),
    "moved": _with_entry(_WORDS_WITH_TICKET),
    "offer": _with_entry(),
    "offer_lapsed": _with_entry(),
    "party_changed": _with_entry(),
    "promoted": _with_entry(_WORDS_WITH_TICKET),
    "reminder": ("multipart/alternative", _WORDS_WITH_TICKET),
    "thanks": _plain(),
    "waiting": _with_entry(),
}


def put(kind: str, signup: SignUp) -> object:
    """Put the mail `kind` into the outbox; return it as a mail program parses it."""
    with transaction.atomic():
        words = {"subject": "Nyt", "body": "Vi ses.", "html": "<p>Vi ses.</p>"}
        emails.enqueue(signup, kind, again="structure", **words)
    [message] = outbox_messages(kind=f"{kind}:structure")
    return mime.received(message)


@pytest.fixture
def signup(theme, confirmed_signup) -> SignUp:
    occurrence = factories.make_occurrence(theme, venue="Hallen")
    return confirmed_signup(occurrence, language="da")


def test_every_mail_has_a_row():
    folder: Path = settings.BASE_DIR / "templates" / "events" / "mail"
    kinds = {path.name.removesuffix(".subject.txt") for path in folder.glob("*.subject.txt")}
    assert kinds == set(TREES)


@pytest.mark.parametrize("kind", TREES)
def test_tree_of_each_mail(kind, signup):
    mail = put(kind, signup)
    mime.check(mail)
    assert mime.tree(mail) == TREES[kind]


def test_mail_about_an_online_event_has_no_ticket_in_its_tree(signup):
    Event.objects.update(is_online=True, venue="", address="")
    signup.occurrence.event.refresh_from_db()
    mail = put("confirmed", signup)
    mime.check(mail)
    assert mime.tree(mail) == _with_entry()
