"""The list of attendees: who, how many, in which order, what they said; and on paper."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Answer, SignUp
from events.organisers import attendees
from events.signups import cancellation
from tests.events.conftest import mails
from tests.events.organising.conftest import ask, fill, url, written_down

pytestmark = pytest.mark.django_db


def names(occurrence, **options) -> list[str]:
    numbers = attendees.in_order(occurrence, **options)
    return [row.name for row in attendees.attendees(occurrence, numbers)]


def test_it_says_what_an_organiser_has_to_know(as_alice, occurrence, karen):
    question = ask(occurrence)
    Answer.objects.create(signup=karen, question=question, value="Nej, aldrig")
    SignUp.objects.filter(pk=karen.pk).update(phone="12 34 56 78")

    words = as_alice.get(url("attendees", occurrence)).content.decode()

    for expected in ("Karen Holm", "Ib Holm", "2 personer", "Nej, aldrig", "tel:12345678"):
        assert expected in words
    assert "2 af 10 pladser" in words
    assert "karen@example.org" not in words


def test_names_come_as_danes_sort_them_and_the_queue_after(occurrence, organiser):
    for name in ("Åse", "Ærø", "Øjvind", "anna", "Zita"):
        written_down(occurrence, organiser, name=name, size=2)
    for name in ("Yrsa", "Bo"):
        written_down(occurrence, organiser, name=name, waits=True)

    assert names(occurrence) == ["anna", "Zita", "Ærø", "Øjvind", "Åse", "Yrsa", "Bo"]


def test_who_waits_has_a_number(as_alice, occurrence, organiser):
    written_down(occurrence, organiser, size=10)
    for name in ("Yrsa", "Bo"):
        written_down(occurrence, organiser, name=name, waits=True)

    words = as_alice.get(url("attendees", occurrence)).content.decode()

    assert "Nummer 1 på ventelisten" in words
    assert "Nummer 2 på ventelisten" in words


@pytest.mark.parametrize(
    ("search", "found"),
    [
        *(("ÅSE", ["Åse Ørum"]), ("ørum", ["Åse Ørum"]), ("ib", ["Karen Holm"])),
        *(("holm karen", ["Karen Holm"]), ("1234", ["Åse Ørum"]), ("nobody", [])),
        *(("%", []), ("_", []), ("", ["Karen Holm", "Åse Ørum"])),
    ],
)
def test_a_search_finds_names_companions_and_numbers(occurrence, organiser, karen, search, found):
    written_down(occurrence, organiser, name="Åse Ørum", phone="+45 12 34 56 78")

    assert names(occurrence, search=search) == found


def test_a_search_finds_the_code(occurrence, karen):
    assert names(occurrence, search=karen.code.lower()) == ["Karen Holm"]


def test_the_page_searches(as_alice, occurrence, organiser, karen):
    written_down(occurrence, organiser, name="Åse Ørum")

    words = as_alice.get(url("attendees", occurrence), {"q": "åse"}).content.decode()
    assert "Åse Ørum" in words
    assert "Karen Holm" not in words
    for odd in ("\x00", "x" * 5000, "<b>", "1" * 5000):
        assert as_alice.get(url("attendees", occurrence), {"q": odd}).status_code == 200
    for page in ("0", "-1", "x", "9" * 4000):
        assert as_alice.get(url("attendees", occurrence), {"page": page}).status_code == 200


def test_who_has_cancelled_stands_apart(as_alice, occurrence, karen):
    cancellation.cancel(karen)

    assert "Karen Holm" not in as_alice.get(url("attendees", occurrence)).content.decode()
    ended = as_alice.get(url("attendees", occurrence), {"show": "ended"}).content.decode()
    assert "Karen Holm" in ended


def test_the_numbers(occurrence, organiser, karen):
    written_down(occurrence, organiser, size=3)
    cancellation.cancel(written_down(occurrence, organiser, name="Bo", size=1))
    SignUp.objects.filter(pk=karen.pk).update(arrived=1, checked_in_at="2026-01-01T10:00Z")

    found = attendees.counts(occurrence)

    assert {name: (row.parties, row.people, row.arrived) for name, row in found.items()} == {
        "confirmed": (2, 5, 1),
        "cancelled": (1, 1, 0),
    }


@pytest.mark.parametrize("page", ["attendees", "printed", "check_in"])
def test_it_asks_the_same_for_many(as_alice, occurrence, organiser, karen, page):
    question = ask(occurrence)
    Answer.objects.create(signup=karen, question=question, value="Nej")
    as_alice.get(url(page, occurrence))
    with CaptureQueriesContext(connection) as few:
        as_alice.get(url(page, occurrence))
    for signup in fill(occurrence, organiser, 6):
        Answer.objects.create(signup=signup, question=question, value="Ja")
    with CaptureQueriesContext(connection) as many:
        as_alice.get(url(page, occurrence))

    assert len(many) == len(few) <= 20


def test_long_lists_have_pages(as_alice, occurrence, organiser, monkeypatch):
    monkeypatch.setattr(attendees, "PER_PAGE", 2)
    fill(occurrence, organiser, 5)

    first = as_alice.get(url("attendees", occurrence)).content.decode()
    last = as_alice.get(url("attendees", occurrence), {"page": "3"}).content.decode()

    assert "Gæst 0" in first
    assert "Gæst 4" not in first
    assert "page=2" in first
    assert "Gæst 4" in last


def test_the_list_on_paper_holds_no_address(as_alice, occurrence, organiser, karen):
    question = ask(occurrence)
    Answer.objects.create(signup=karen, question=question, value="Nej, aldrig")
    written_down(occurrence, organiser, name="Bo", phone="12 34 56 78", email="bo@example.org")
    written_down(occurrence, organiser, name="Fuld", size=7)
    written_down(occurrence, organiser, name="Yrsa", waits=True)

    words = as_alice.get(url("printed", occurrence)).content.decode()

    for expected in ("Karen Holm", "Ib Holm", "Nej, aldrig", "12 34 56 78", "Yrsa", "☐"):
        assert expected in words
    assert "@" not in words.partition("<main")[2].partition("</main>")[0]


def test_somebody_forgotten_has_no_name(as_alice, occurrence, karen):
    SignUp.objects.filter(pk=karen.pk).update(name="", email="", anonymised_at="2026-01-01T10:00Z")

    assert "Gemmes ikke længere" in as_alice.get(url("attendees", occurrence)).content.decode()
    assert as_alice.get(url("attendee", occurrence, karen)).status_code == 200


def test_no_mail_is_owed_by_looking(as_alice, occurrence, karen):
    before = len(mails())
    for page in ("attendees", "printed", "check_in", "figures", "export"):
        as_alice.get(url(page, occurrence))

    assert len(mails()) == before
