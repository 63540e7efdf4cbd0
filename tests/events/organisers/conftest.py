"""A partner, its event, the organiser and an attendee."""

import pytest
from django.urls import reverse

from events.models import Occurrence, Question, SignUp
from events.signups import manual
from events.signups.registration import SignUpRequest
from residents.models import PartnerMembership
from tests import factories


@pytest.fixture
def partner(db):
    """The partner that organises the event."""
    return factories.make_partner("Beboerforeningen", "association")


@pytest.fixture
def occurrence(theme, partner) -> Occurrence:
    """An occurrence of the partner's event, with ten seats."""
    return factories.make_occurrence(theme, organiser=partner, capacity=10)


@pytest.fixture
def organiser(alice, partner):
    """Alice, a member of the partner."""
    PartnerMembership.objects.create(partner=partner, user=alice)
    return alice


@pytest.fixture
def karen(occurrence, organiser) -> SignUp:
    """The confirmed sign-up of Karen and Ib."""
    return add_signup(
        occurrence, organiser, size=2, companions=["Ib Holm"], email="karen@example.org"
    )


def add_signup(occurrence, by, *, name="Karen Holm", size=1, email="", **more) -> SignUp:
    """Sign a party up as an organiser: confirmed, or waiting."""
    keywords = {key: more.pop(key) for key in ("phone", "waits", "attempt") if key in more}
    party = SignUpRequest(
        name=name, email=email, size=size, language=more.pop("language", "da"), **more
    )
    return manual.add(occurrence=occurrence, party=party, by=by, **keywords)


def add_signups(occurrence, by, parties: int, *, start: int = 0) -> list[SignUp]:
    """Sign `parties` parties of one up, with e-mail addresses."""
    return [
        add_signup(occurrence, by, name=f"Gæst {n}", email=f"n{n}@example.org")
        for n in range(start, start + parties)
    ]


def make_question(occurrence, label="Spiser du kød?", **fields) -> Question:
    """Make a question of the event."""
    return Question.objects.create(event=occurrence.event, kind="text", label=label, **fields)


def url(name: str, *args) -> str:
    """Return the Danish path of an organiser's page."""
    return reverse(f"events:{name}", args=[getattr(arg, "pk", arg) for arg in args])
