"""A partner, its event, who organises it, and who has signed up."""

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
    """One time of its event: ten seats."""
    return factories.make_occurrence(theme, organiser=partner, capacity=10)


@pytest.fixture
def organiser(alice, partner):
    """Alice, who belongs to the partner."""
    PartnerMembership.objects.create(partner=partner, user=alice)
    return alice


@pytest.fixture
def karen(occurrence, organiser) -> SignUp:
    """Karen and Ib, who are signed up."""
    return written_down(
        occurrence, organiser, size=2, companions=["Ib Holm"], email="karen@example.org"
    )


def written_down(occurrence, by, *, name="Karen Holm", size=1, email="", **more) -> SignUp:
    """Somebody signed up by hand: confirmed, or waiting."""
    keywords = {key: more.pop(key) for key in ("phone", "waits", "attempt") if key in more}
    party = SignUpRequest(
        name=name, email=email, size=size, language=more.pop("language", "da"), **more
    )
    return manual.add(occurrence=occurrence, party=party, by=by, **keywords)


def fill(occurrence, by, parties: int, *, start: int = 0) -> list[SignUp]:
    """So many more, with addresses."""
    return [
        written_down(occurrence, by, name=f"Gæst {n}", email=f"n{n}@example.org")
        for n in range(start, start + parties)
    ]


def ask(occurrence, label="Spiser du kød?", **fields) -> Question:
    """Make a question of the event."""
    return Question.objects.create(event=occurrence.event, kind="text", label=label, **fields)


def url(name: str, *args) -> str:
    """The address of a page of the organisers, in Danish."""
    return reverse(f"events:{name}", args=[getattr(arg, "pk", arg) for arg in args])
