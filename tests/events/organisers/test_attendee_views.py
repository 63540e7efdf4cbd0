"""Tests of an organiser's actions on one sign-up: add, change, move, cancel, confirm, accept."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Occurrence, Question, SignUp
from events.signups import cancellation, registration
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right
from tests.events.organisers.conftest import add_signup, make_question, url

pytestmark = pytest.mark.django_db


BO = {"name": "Bo Dahl", "party_size": "2", "language": "da"}


def add(browser, occurrence, **changes):
    return browser.post(url("add", occurrence), BO | changes)


def make_other_occurrence(occurrence, **fields) -> Occurrence:
    starts_at = occurrence.starts_at + datetime.timedelta(days=7)
    return Occurrence.objects.create(
        **{
            "event": occurrence.event,
            "recurrence_id": starts_at,
            "starts_at": starts_at,
            "ends_at": starts_at + datetime.timedelta(hours=2),
            "capacity": 5,
            **fields,
        }
    )


def test_add_without_email_confirms_and_sends_no_mail(as_alice, occurrence, organiser):
    response = add(as_alice, occurrence, phone="12 34 56 78")

    signup = SignUp.objects.get()
    assert response.url == url("attendee", occurrence, signup)
    assert (signup.name, signup.phone, signup.email) == ("Bo Dahl", "12 34 56 78", "")
    assert (signup.status, signup.party_size, signup.added_by) == ("confirmed", 2, organiser)
    assert outbox_messages() == []
    assert taken_is_right(occurrence)
    assert as_alice.get(response.url).context["attendee"].name == "Bo Dahl"


def test_add_with_email_sends_a_mail(as_alice, occurrence, organiser):
    add(as_alice, occurrence, email="Bo@Example.org", language="en")

    [mail] = outbox_messages(to="bo@example.org")
    assert mail.subject.startswith("You are signed up")


def test_resubmitted_form_adds_one_sign_up(as_alice, occurrence, organiser):
    attempt = str(uuid.uuid4())
    first = add(as_alice, occurrence, attempt=attempt)
    second = add(as_alice, occurrence, attempt=attempt)

    assert first.url == second.url
    assert SignUp.objects.count() == 1
    assert taken_is_right(occurrence)


def test_each_form_has_its_own_attempt(as_alice, occurrence, organiser):
    forms = [as_alice.get(url("add", occurrence)).context["form"] for _time in range(2)]
    assert forms[0]["attempt"].value() != forms[1]["attempt"].value()


def test_add_without_seats_keeps_the_input(as_alice, occurrence, organiser):
    add_signup(occurrence, organiser, size=9)
    response = add(as_alice, occurrence, phone="12 34 56 78")

    assert response.status_code == 409
    page = response.content.decode()
    assert "Der er ikke plads til så mange. Ledige pladser: 1." in page
    assert 'value="Bo Dahl"' in page
    assert 'value="12 34 56 78"' in page
    assert SignUp.objects.count() == 1


def test_add_puts_a_party_on_the_waiting_list(as_alice, occurrence, organiser):
    add_signup(occurrence, organiser, size=10)
    response = add(as_alice, occurrence, waits="on", email="bo@example.org")

    bo = SignUp.objects.get(name="Bo Dahl")
    assert bo.status == "waiting"
    assert as_alice.get(response.url).context["attendee"].queue_position == 1
    [mail] = outbox_messages(to="bo@example.org")
    assert ":waiting" in mail.key


def test_add_of_a_known_address_links_to_its_sign_up(as_alice, occurrence, karen):
    response = add(as_alice, occurrence, email="KAREN@example.org")

    assert response.status_code == 409
    page = response.content.decode()
    assert list(response.context["form"].errors) == ["email"]
    assert url("attendee", occurrence, karen) in page
    assert 'value="Bo Dahl"' in page
    assert taken_is_right(occurrence)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "cancelled"}, "aflyst"),
        ({"status": "postponed"}, "udsat"),
        ({"starts_at": factories.in_days(-2), "ends_at": factories.in_days(-1)}, "slut"),
    ],
)
def test_add_is_refused_for_closed_occurrences(as_alice, occurrence, organiser, changes, reason):
    Occurrence.objects.filter(pk=occurrence.pk).update(**changes)

    response = add(as_alice, occurrence)

    assert response.status_code == 409
    assert reason in response.context["refused"]
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        *(({"name": ""}, "name"), ({"name": "Bo 010203-1234"}, "name")),
        *(({"name": "Bo\x00"}, "name"), ({"name": "x" * 200}, "name")),
        *(({"party_size": "0"}, "party_size"), ({"party_size": "10000"}, "party_size")),
        *(({"party_size": "x"}, "party_size"), ({"party_size": "9" * 5000}, "party_size")),
        *(({"phone": "ring til mig"}, "phone"), ({"phone": "123"}, "phone")),
        *(({"phone": "1" * 40}, "phone"), ({"phone": "010203-1234"}, "phone")),
        *(({"email": "nobody"}, "email"), ({"email": "a@b.dk\r\nBcc: c@d.dk"}, "email")),
        ({"language": "xx"}, "language"),
    ],
)
def test_add_refuses_invalid_input(as_alice, occurrence, organiser, changes, field):
    response = add(as_alice, occurrence, **changes)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not SignUp.objects.exists()


def test_add_refuses_an_invalid_attempt(as_alice, occurrence, organiser):
    assert add(as_alice, occurrence, attempt="x").status_code == 200
    assert not SignUp.objects.exists()


def test_add_stores_names_answers_and_consent(as_alice, theme, partner, organiser):
    page = factories.make_event_page(
        theme, organiser=partner, asks_names=True, consent="Der tages billeder.", capacity=10
    )
    occurrence = page.event.occurrences.get()
    meat = make_question(occurrence)
    lift = make_question(occurrence, "Kan du køre med?")
    Question.objects.filter(pk=lift.pk).update(kind="checkbox")
    data = {
        "companions": "Ib Dahl\r\n\r\n  Åse   Dahl ",
        f"question_{meat.pk}": "Nej",
        f"question_{lift.pk}": "on",
        "party_size": "3",
    }

    refused = add(as_alice, occurrence, **data)
    assert "agrees" in refused.context["form"].errors
    add(as_alice, occurrence, agrees="on", **data)

    signup = SignUp.objects.get()
    assert signup.companions == ["Ib Dahl", "Åse Dahl"]
    assert signup.consented_to == "Der tages billeder."
    answers = [(answer.question.label, answer.value) for answer in signup.answers.all()]
    assert answers == [("Spiser du kød?", "Nej"), ("Kan du køre med?", "yes")]
    too_many = add(as_alice, occurrence, agrees="on", companions="A\nB\nC", party_size="2")
    assert "companions" in too_many.context["form"].errors


def test_party_size_can_be_changed_both_ways(as_alice, occurrence, karen):
    for size in ("1", "4"):
        response = as_alice.post(url("attendee_party", occurrence, karen), {"party_size": size})
        assert response.url == url("attendee", occurrence, karen)
        karen.refresh_from_db()
        assert karen.party_size == int(size)
        assert taken_is_right(occurrence)


def test_party_cannot_grow_beyond_the_free_seats(as_alice, occurrence, organiser, karen):
    add_signup(occurrence, organiser, size=8)

    response = as_alice.post(url("attendee_party", occurrence, karen), {"party_size": "4"})

    assert response.status_code == 409
    assert response.context["refused"]
    assert 'value="4"' in response.content.decode()
    karen.refresh_from_db()
    assert karen.party_size == 2


@pytest.mark.parametrize("size", ["", "0", "-1", "7", "10000", "x", "9" * 5000])
def test_invalid_party_size_is_refused(as_alice, occurrence, karen, size):
    response = as_alice.post(url("attendee_party", occurrence, karen), {"party_size": size})

    assert "party_size" in response.context["form"].errors
    karen.refresh_from_db()
    assert karen.party_size == 2


def test_move_takes_seats_frees_seats_and_sends_a_mail(as_alice, occurrence, organiser, karen):
    later = make_other_occurrence(occurrence)
    Event.objects.update(
        is_online=True, venue="Biblioteket", online_url="https://meet.example.org/x"
    )
    add_signup(occurrence, organiser, name="Fuld", size=8)
    yrsa = add_signup(occurrence, organiser, name="Yrsa", waits=True, size=2)

    response = as_alice.post(url("attendee_move", occurrence, karen), {"to": later.pk})

    karen.refresh_from_db()
    yrsa.refresh_from_db()
    assert karen.occurrence == later
    assert response.url == url("attendee", later, karen)
    assert yrsa.status == "offered"
    assert taken_is_right(occurrence)
    assert taken_is_right(later)
    mail = outbox_messages(to="karen@example.org")[-1]
    assert ":moved" in mail.key
    # The mail repeats everything that a confirmation contains.
    assert "https://meet.example.org/x" in mail.text
    assert mail.qr
    # A second request does not find the sign-up at the old occurrence.
    repeated = as_alice.post(url("attendee_move", occurrence, karen), {"to": later.pk})
    assert repeated.status_code == 404


def test_move_is_refused_without_free_seats(as_alice, occurrence, karen):
    later = make_other_occurrence(occurrence, capacity=1)

    response = as_alice.post(url("attendee_move", occurrence, karen), {"to": later.pk})

    assert response.status_code == 409
    assert response.context["refused"]
    karen.refresh_from_db()
    assert karen.occurrence == occurrence


def test_move_is_refused_if_the_address_is_signed_up_there(as_alice, occurrence, organiser, karen):
    later = make_other_occurrence(occurrence)
    add_signup(later, organiser, email="karen@example.org")

    response = as_alice.post(url("attendee_move", occurrence, karen), {"to": later.pk})

    assert response.status_code == 409
    assert response.context["refused"]
    karen.refresh_from_db()
    assert karen.occurrence == occurrence


@pytest.mark.parametrize("to", ["", "x", "0", "-1", "9" * 5000, "foreign"])
def test_move_to_invalid_targets_is_not_found(as_alice, occurrence, karen, theme, to):
    foreign = factories.make_occurrence(theme)
    data = {"to": foreign.pk if to == "foreign" else to}

    assert as_alice.post(url("attendee_move", occurrence, karen), data).status_code == 404


def test_move_resets_the_check_in(as_alice, occurrence, karen):
    as_alice.post(url("tap", occurrence, karen), {"arrived": "2"})
    as_alice.post(
        url("attendee_move", occurrence, karen), {"to": make_other_occurrence(occurrence).pk}
    )

    karen.refresh_from_db()
    assert (karen.arrived, karen.checked_in_at) == (None, None)


def test_cancel_frees_the_seats_once(as_alice, occurrence, karen):
    for _time in range(2):
        response = as_alice.post(url("attendee_cancel", occurrence, karen))
        assert response.url == url("attendee", occurrence, karen)

    karen.refresh_from_db()
    assert karen.status == "cancelled"
    assert taken_is_right(occurrence)
    assert len(outbox_messages(to="karen@example.org", kind="cancelled")) == 1


def test_confirm_on_behalf_of_a_person(as_alice, occurrence, organiser, sign_up):
    signup = sign_up(occurrence)

    as_alice.post(url("attendee_confirm", occurrence, signup))

    signup.refresh_from_db()
    assert signup.status == "confirmed"


def test_accept_an_offer_on_behalf_of_a_person_without_email(as_alice, occurrence, organiser):
    full = add_signup(occurrence, organiser, name="Fuld", size=10)
    yrsa = add_signup(occurrence, organiser, name="Yrsa", waits=True, phone="12345678")
    as_alice.post(url("attendee_cancel", occurrence, full))

    yrsa.refresh_from_db()
    assert yrsa.status == "offered"
    assert "tel:12345678" in as_alice.get(url("attendees", occurrence)).content.decode()
    as_alice.post(url("attendee_accept", occurrence, yrsa))

    yrsa.refresh_from_db()
    assert yrsa.status == "confirmed"
    assert taken_is_right(occurrence)


def test_checked_in_party_cannot_become_smaller(as_alice, occurrence, karen):
    as_alice.post(url("tap", occurrence, karen), {"arrived": "2"})

    response = as_alice.post(url("attendee_party", occurrence, karen), {"party_size": "1"})

    assert response.status_code == 409
    karen.refresh_from_db()
    assert (karen.party_size, karen.arrived) == (2, 2)


def test_add_of_an_unconfirmed_address_links_to_its_sign_up(
    as_alice, occurrence, organiser, sign_up
):
    existing = sign_up(occurrence)

    response = add(as_alice, occurrence, email="karen@example.org")

    assert response.status_code == 409
    assert url("attendee", occurrence, existing) in response.content.decode()
    assert registration.confirm(existing)
    assert timezone.now() < occurrence.starts_at


def test_add_works_until_the_end_and_changes_until_the_start(as_alice, occurrence, organiser):
    begun = {"starts_at": factories.in_days(-0.1), "ends_at": factories.in_days(0.1)}
    Occurrence.objects.filter(pk=occurrence.pk).update(**begun)
    assert add(as_alice, occurrence).status_code == 302
    assert taken_is_right(occurrence)
    response = as_alice.post(
        url("attendee_party", occurrence, SignUp.objects.get()), {"party_size": "1"}
    )
    assert response.status_code == 409
    over = {"starts_at": factories.in_days(-0.2), "ends_at": factories.in_days(-0.1)}
    Occurrence.objects.filter(pk=occurrence.pk).update(**over)
    response = add(as_alice, occurrence, name="Ida Dahl")
    assert response.status_code == 409
    assert response.context["refused"]
    assert 'value="Ida Dahl"' in response.content.decode()
    assert SignUp.objects.count() == 1


def test_offer_to_a_person_without_email_asks_the_organiser_to_call(
    as_alice, occurrence, organiser, django_capture_on_commit_callbacks
):
    Occurrence.objects.filter(pk=occurrence.pk).update(capacity=1)
    first = factories.sign_up(occurrence, email="first@example.org")
    add(as_alice, occurrence, party_size="1", phone="12 34 56 78", waits="on")
    assert SignUp.objects.get(name="Bo Dahl").status == SignUp.Status.WAITING
    with django_capture_on_commit_callbacks(execute=True):
        cancellation.cancel(first)
    assert SignUp.objects.get(name="Bo Dahl").status == SignUp.Status.OFFERED
    notices = as_alice.get(reverse("notifications:notices")).content.decode()
    assert "Ring til Bo Dahl, 12 34 56 78" in notices


def test_cancel_mail_names_the_organiser(as_alice, occurrence, karen):
    as_alice.post(url("attendee_cancel", occurrence, karen))
    [mail] = outbox_messages(to="karen@example.org", kind="cancelled")
    assert "Arrangøren har" in mail.text


def test_unconfirmed_sign_up_is_not_moved(as_alice, occurrence, organiser):
    pending = factories.sign_up(occurrence, email="bo@example.org")
    later = make_other_occurrence(occurrence)
    as_alice.post(url("attendee_move", occurrence, pending), {"to": later.pk})
    pending.refresh_from_db()
    assert (pending.occurrence, pending.status) == (occurrence, SignUp.Status.PENDING)
    later.refresh_from_db()
    assert later.taken == 0
