"""Tests of the list of attendees on the page and for printing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Answer, SignUp
from events.organisers import attendees
from events.signups import cancellation
from tests.events.conftest import outbox_messages
from tests.events.organisers.conftest import add_signup, add_signups, make_question, url

pytestmark = pytest.mark.django_db


def names(occurrence, **options) -> list[str]:
    ids = attendees.sorted_ids(occurrence, **options)
    return [row.name for row in attendees.attendees(occurrence, ids)]


def test_list_shows_party_answers_and_telephone_but_no_email(as_alice, occurrence, karen):
    question = make_question(occurrence)
    Answer.objects.create(signup=karen, question=question, value="Nej, aldrig")
    SignUp.objects.filter(pk=karen.pk).update(phone="12 34 56 78")

    page = as_alice.get(url("attendees", occurrence)).content.decode()

    for expected in ("Karen Holm", "Ib Holm", "2 personer", "Nej, aldrig", "tel:12345678"):
        assert expected in page
    assert "2 af 10 pladser" in page
    assert "karen@example.org" not in page


def test_list_is_in_danish_order_with_the_waiting_list_last(occurrence, organiser):
    for name in ("Åse", "Ærø", "Øjvind", "anna", "Zita"):
        add_signup(occurrence, organiser, name=name, size=2)
    for name in ("Yrsa", "Bo"):
        add_signup(occurrence, organiser, name=name, waits=True)

    assert names(occurrence) == ["anna", "Zita", "Ærø", "Øjvind", "Åse", "Yrsa", "Bo"]


def test_waiting_parties_have_queue_positions(as_alice, occurrence, organiser):
    add_signup(occurrence, organiser, size=10)
    for name in ("Yrsa", "Bo"):
        add_signup(occurrence, organiser, name=name, waits=True)

    response = as_alice.get(url("attendees", occurrence))

    positions = [row.queue_position for row in response.context["attendees"]]
    assert positions == [None, 1, 2]
    assert "Nummer 2 på ventelisten" in response.content.decode()


@pytest.mark.parametrize(
    ("search", "found"),
    [
        *(("ÅSE", ["Åse Ørum"]), ("ørum", ["Åse Ørum"]), ("ib", ["Karen Holm"])),
        *(("holm karen", ["Karen Holm"]), ("1234", ["Åse Ørum"]), ("nobody", [])),
        *(("%", []), ("_", []), ("", ["Karen Holm", "Åse Ørum"])),
    ],
)
def test_search_matches_names_companions_and_telephones(
    occurrence, organiser, karen, search, found
):
    add_signup(occurrence, organiser, name="Åse Ørum", phone="+45 12 34 56 78")

    assert names(occurrence, search=search) == found


def test_search_matches_the_code(occurrence, karen):
    assert names(occurrence, search=karen.code.lower()) == ["Karen Holm"]


def test_page_filters_by_search_and_takes_any_input(as_alice, occurrence, organiser, karen):
    add_signup(occurrence, organiser, name="Åse Ørum")

    page = as_alice.get(url("attendees", occurrence), {"q": "åse"}).content.decode()
    assert "Åse Ørum" in page
    assert "Karen Holm" not in page
    for odd in ("\x00", "x" * 5000, "<b>", "1" * 5000):
        assert as_alice.get(url("attendees", occurrence), {"q": odd}).status_code == 200
    for page in ("0", "-1", "x", "9" * 4000):
        assert as_alice.get(url("attendees", occurrence), {"page": page}).status_code == 200


def test_cancelled_sign_ups_are_listed_separately(as_alice, occurrence, karen):
    cancellation.cancel(karen)

    assert "Karen Holm" not in as_alice.get(url("attendees", occurrence)).content.decode()
    ended = as_alice.get(url("attendees", occurrence), {"show": "ended"}).content.decode()
    assert "Karen Holm" in ended


def test_counts_by_status(occurrence, organiser, karen):
    add_signup(occurrence, organiser, size=3)
    cancellation.cancel(add_signup(occurrence, organiser, name="Bo", size=1))
    SignUp.objects.filter(pk=karen.pk).update(arrived=1, checked_in_at="2026-01-01T10:00Z")

    counts = attendees.counts(occurrence)

    assert {name: (row.parties, row.people, row.arrived) for name, row in counts.items()} == {
        "confirmed": (2, 5, 1),
        "cancelled": (1, 1, 0),
    }


@pytest.mark.parametrize("page", ["attendees", "printed", "check_in"])
def test_number_of_queries_does_not_grow(as_alice, occurrence, organiser, karen, page):
    question = make_question(occurrence)
    Answer.objects.create(signup=karen, question=question, value="Nej")
    as_alice.get(url(page, occurrence))
    with CaptureQueriesContext(connection) as few:
        as_alice.get(url(page, occurrence))
    for signup in add_signups(occurrence, organiser, 6):
        Answer.objects.create(signup=signup, question=question, value="Ja")
    with CaptureQueriesContext(connection) as many:
        as_alice.get(url(page, occurrence))

    assert len(many) == len(few) <= 20


def test_long_list_is_paginated(as_alice, occurrence, organiser, monkeypatch):
    monkeypatch.setattr(attendees, "PER_PAGE", 2)
    add_signups(occurrence, organiser, 5)

    first = as_alice.get(url("attendees", occurrence)).content.decode()
    last = as_alice.get(url("attendees", occurrence), {"page": "3"}).content.decode()

    assert "Gæst 0" in first
    assert "Gæst 4" not in first
    assert "page=2" in first
    assert "Gæst 4" in last


def test_printed_list_has_no_email_addresses(as_alice, occurrence, organiser, karen):
    question = make_question(occurrence)
    Answer.objects.create(signup=karen, question=question, value="Nej, aldrig")
    add_signup(occurrence, organiser, name="Bo", phone="12 34 56 78", email="bo@example.org")
    add_signup(occurrence, organiser, name="Fuld", size=7)
    add_signup(occurrence, organiser, name="Yrsa", waits=True)

    page = as_alice.get(url("printed", occurrence)).content.decode()

    for expected in ("Karen Holm", "Ib Holm", "Nej, aldrig", "12 34 56 78", "Yrsa", "☐"):
        assert expected in page
    assert "@" not in page.partition("<main")[2].partition("</main>")[0]


def test_anonymised_sign_up_has_no_name(as_alice, occurrence, karen):
    SignUp.objects.filter(pk=karen.pk).update(name="", email="", anonymised_at="2026-01-01T10:00Z")

    page = as_alice.get(url("attendees", occurrence)).content.decode()
    assert "Personoplysninger slettet" in page
    assert url("attendee", occurrence, karen) in page
    assert as_alice.get(url("attendee", occurrence, karen)).status_code == 200


def test_reading_pages_sends_no_mail(as_alice, occurrence, karen):
    before = len(outbox_messages())
    for page in ("attendees", "printed", "check_in", "figures", "export"):
        as_alice.get(url(page, occurrence))

    assert len(outbox_messages()) == before
