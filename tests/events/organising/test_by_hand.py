"""What an organiser does for somebody who telephoned."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Occurrence, Question, SignUp
from events.signups import cancellation, registration
from tests import factories
from tests.events.conftest import mails, taken_is_right
from tests.events.organising.conftest import ask, url, written_down

pytestmark = pytest.mark.django_db

BO = {"name": "Bo Dahl", "party_size": "2", "language": "da"}


def add(browser, occurrence, **changes):
    return browser.post(url("add", occurrence), BO | changes)


def another_time(occurrence, **fields) -> Occurrence:
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


def test_somebody_without_an_address_is_added(as_alice, occurrence, organiser):
    response = add(as_alice, occurrence, phone="12 34 56 78")

    signup = SignUp.objects.get()
    assert response.url == url("attendee", occurrence, signup)
    assert (signup.name, signup.phone, signup.email) == ("Bo Dahl", "12 34 56 78", "")
    assert (signup.status, signup.party_size, signup.added_by) == ("confirmed", 2, organiser)
    assert mails() == []
    assert taken_is_right(occurrence)
    assert "Bo Dahl er tilmeldt." in as_alice.get(response.url).content.decode()


def test_somebody_with_an_address_has_a_mail(as_alice, occurrence, organiser):
    add(as_alice, occurrence, email="Bo@Example.org", language="en")

    [mail] = mails(to="bo@example.org")
    assert mail.subject.startswith("You are signed up")


def test_the_same_form_sent_twice_adds_one(as_alice, occurrence, organiser):
    attempt = str(uuid.uuid4())
    first = add(as_alice, occurrence, attempt=attempt)
    second = add(as_alice, occurrence, attempt=attempt)

    assert first.url == second.url
    assert SignUp.objects.count() == 1
    assert taken_is_right(occurrence)


def test_every_form_has_an_attempt_of_its_own(as_alice, occurrence, organiser):
    forms = [as_alice.get(url("add", occurrence)).context["form"] for _time in range(2)]
    assert forms[0]["attempt"].value() != forms[1]["attempt"].value()


def test_without_a_seat_nothing_is_lost_that_was_typed(as_alice, occurrence, organiser):
    written_down(occurrence, organiser, size=9)
    response = add(as_alice, occurrence, phone="12 34 56 78")

    assert response.status_code == 409
    words = response.content.decode()
    assert "Der er ikke plads til så mange: 1 tilbage." in words
    assert 'value="Bo Dahl"' in words
    assert 'value="12 34 56 78"' in words
    assert SignUp.objects.count() == 1


def test_who_finds_no_seat_can_be_put_on_the_waiting_list(as_alice, occurrence, organiser):
    written_down(occurrence, organiser, size=10)
    response = add(as_alice, occurrence, waits="on", email="bo@example.org")

    bo = SignUp.objects.get(name="Bo Dahl")
    assert bo.status == "waiting"
    assert "Bo Dahl er på ventelisten." in as_alice.get(response.url).content.decode()
    [mail] = mails(to="bo@example.org")
    assert ":waiting" in mail.key


def test_an_address_that_is_signed_up_leads_to_that_sign_up(as_alice, occurrence, karen):
    response = add(as_alice, occurrence, email="KAREN@example.org")

    assert response.status_code == 409
    words = response.content.decode()
    assert "Denne adresse er allerede tilmeldt." in words
    assert url("attendee", occurrence, karen) in words
    assert 'value="Bo Dahl"' in words
    assert taken_is_right(occurrence)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "cancelled"}, "aflyst"),
        ({"status": "postponed"}, "udskudt"),
        ({"starts_at": factories.in_days(-2), "ends_at": factories.in_days(-1)}, "slut"),
    ],
)
def test_it_says_why_nobody_can_be_added(as_alice, occurrence, organiser, changes, words):
    Occurrence.objects.filter(pk=occurrence.pk).update(**changes)

    response = add(as_alice, occurrence)

    assert response.status_code == 409
    assert words in response.content.decode()
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
def test_what_cannot_be_is_said(as_alice, occurrence, organiser, changes, field):
    response = add(as_alice, occurrence, **changes)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not SignUp.objects.exists()


def test_a_broken_attempt_is_none(as_alice, occurrence, organiser):
    assert add(as_alice, occurrence, attempt="x").status_code == 200
    assert not SignUp.objects.exists()


def test_names_answers_and_what_was_agreed_to(as_alice, theme, partner, organiser):
    page = factories.make_event_page(
        theme, organiser=partner, asks_names=True, consent="Der tages billeder.", capacity=10
    )
    occurrence = page.event.occurrences.get()
    meat = ask(occurrence)
    lift = ask(occurrence, "Kan du køre med?")
    Question.objects.filter(pk=lift.pk).update(kind="checkbox")
    said = {
        "companions": "Ib Dahl\r\n\r\n  Åse   Dahl ",
        f"question_{meat.pk}": "Nej",
        f"question_{lift.pk}": "on",
        "party_size": "3",
    }

    refused = add(as_alice, occurrence, **said)
    assert "agrees" in refused.context["form"].errors
    add(as_alice, occurrence, agrees="on", **said)

    signup = SignUp.objects.get()
    assert signup.companions == ["Ib Dahl", "Åse Dahl"]
    assert signup.consented_to == "Der tages billeder."
    answers = [(one.question.label, one.value) for one in signup.answers.all()]
    assert answers == [("Spiser du kød?", "Nej"), ("Kan du køre med?", "yes")]
    too_many = add(as_alice, occurrence, agrees="on", companions="A\nB\nC", party_size="2")
    assert "companions" in too_many.context["form"].errors


def test_a_party_becomes_smaller_and_larger(as_alice, occurrence, karen):
    for size in ("1", "4"):
        response = as_alice.post(url("attendee_party", occurrence, karen), {"party_size": size})
        assert response.url == url("attendee", occurrence, karen)
        karen.refresh_from_db()
        assert karen.party_size == int(size)
        assert taken_is_right(occurrence)


def test_a_party_without_room_is_told_so(as_alice, occurrence, organiser, karen):
    written_down(occurrence, organiser, size=8)

    response = as_alice.post(url("attendee_party", occurrence, karen), {"party_size": "4"})

    assert response.status_code == 409
    assert "Der er ikke flere pladser." in response.content.decode()
    assert 'value="4"' in response.content.decode()
    karen.refresh_from_db()
    assert karen.party_size == 2


@pytest.mark.parametrize("size", ["", "0", "-1", "7", "10000", "x", "9" * 5000])
def test_a_party_that_cannot_be(as_alice, occurrence, karen, size):
    response = as_alice.post(url("attendee_party", occurrence, karen), {"party_size": size})

    assert "party_size" in response.context["form"].errors
    karen.refresh_from_db()
    assert karen.party_size == 2


def test_a_party_is_moved_and_told(as_alice, occurrence, organiser, karen):
    later = another_time(occurrence)
    Event.objects.update(
        is_online=True, venue="Biblioteket", online_url="https://meet.example.org/x"
    )
    written_down(occurrence, organiser, name="Fuld", size=8)
    yrsa = written_down(occurrence, organiser, name="Yrsa", waits=True, size=2)

    response = as_alice.post(url("attendee_move", occurrence, karen), {"to": later.pk})

    karen.refresh_from_db()
    yrsa.refresh_from_db()
    assert karen.occurrence == later
    assert response.url == url("attendee", later, karen)
    assert yrsa.status == "offered"
    assert taken_is_right(occurrence)
    assert taken_is_right(later)
    told = mails(to="karen@example.org")[-1]
    assert ":moved" in told.key
    # Who comes at another time needs all that who signs up needs.
    assert "https://meet.example.org/x" in told.text
    assert told.qr
    # The second tap finds them gone from there.
    again = as_alice.post(url("attendee_move", occurrence, karen), {"to": later.pk})
    assert again.status_code == 404


def test_a_party_does_not_fit_there(as_alice, occurrence, karen):
    later = another_time(occurrence, capacity=1)

    response = as_alice.post(url("attendee_move", occurrence, karen), {"to": later.pk})

    assert response.status_code == 409
    assert "Der er ikke plads til så mange: 1 tilbage." in response.content.decode()
    karen.refresh_from_db()
    assert karen.occurrence == occurrence


def test_who_is_there_already_is_not_moved(as_alice, occurrence, organiser, karen):
    later = another_time(occurrence)
    written_down(later, organiser, email="karen@example.org")

    response = as_alice.post(url("attendee_move", occurrence, karen), {"to": later.pk})

    assert response.status_code == 409
    assert "allerede tilmeldt" in response.content.decode()


@pytest.mark.parametrize("to", ["", "x", "0", "-1", "9" * 5000, "foreign"])
def test_nobody_is_moved_to_nowhere(as_alice, occurrence, karen, theme, to):
    foreign = factories.make_occurrence(theme)
    data = {"to": foreign.pk if to == "foreign" else to}

    assert as_alice.post(url("attendee_move", occurrence, karen), data).status_code == 404


def test_who_came_has_not_come_to_the_other_time(as_alice, occurrence, karen):
    as_alice.post(url("tap", occurrence, karen), {"arrived": "2"})
    as_alice.post(url("attendee_move", occurrence, karen), {"to": another_time(occurrence).pk})

    karen.refresh_from_db()
    assert (karen.arrived, karen.checked_in_at) == (None, None)


def test_it_is_cancelled_once(as_alice, occurrence, karen):
    for _time in range(2):
        response = as_alice.post(url("attendee_cancel", occurrence, karen))
        assert response.url == url("attendee", occurrence, karen)

    karen.refresh_from_db()
    assert karen.status == "cancelled"
    assert taken_is_right(occurrence)
    assert len(mails(to="karen@example.org", kind="cancelled")) == 1


def test_who_never_had_the_mail_is_confirmed_on_the_telephone(
    as_alice, occurrence, organiser, sign_up
):
    signup = sign_up(occurrence)

    as_alice.post(url("attendee_confirm", occurrence, signup))

    signup.refresh_from_db()
    assert signup.status == "confirmed"


def test_a_seat_is_accepted_for_who_has_no_address(as_alice, occurrence, organiser):
    full = written_down(occurrence, organiser, name="Fuld", size=10)
    yrsa = written_down(occurrence, organiser, name="Yrsa", waits=True, phone="12345678")
    as_alice.post(url("attendee_cancel", occurrence, full))

    assert "Ring" in as_alice.get(url("attendees", occurrence)).content.decode()
    as_alice.post(url("attendee_accept", occurrence, yrsa))

    yrsa.refresh_from_db()
    assert yrsa.status == "confirmed"
    assert taken_is_right(occurrence)


def test_nobody_becomes_fewer_than_have_come(as_alice, occurrence, karen):
    as_alice.post(url("tap", occurrence, karen), {"arrived": "2"})

    response = as_alice.post(url("attendee_party", occurrence, karen), {"party_size": "1"})

    assert response.status_code == 409
    karen.refresh_from_db()
    assert (karen.party_size, karen.arrived) == (2, 2)


def test_an_unconfirmed_twin_is_found_too(as_alice, occurrence, organiser, sign_up):
    twin = sign_up(occurrence)

    response = add(as_alice, occurrence, email="karen@example.org")

    assert response.status_code == 409
    assert url("attendee", occurrence, twin) in response.content.decode()
    assert registration.confirm(twin)
    assert timezone.now() < occurrence.starts_at


def test_who_stands_at_the_door_is_added_until_it_is_over(as_alice, occurrence, organiser):
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
    assert "Det er slut." in response.content.decode()
    assert 'value="Ida Dahl"' in response.content.decode()
    assert SignUp.objects.count() == 1


def test_whom_no_mail_reaches_has_somebody_told_to_call(
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


def test_the_mail_says_that_the_organiser_cancelled(as_alice, occurrence, karen):
    as_alice.post(url("attendee_cancel", occurrence, karen))
    [told] = mails(to="karen@example.org", kind="cancelled")
    assert "Arrangøren har meldt dig fra" in told.text or "The organiser has cancelled" in told.text


def test_who_has_not_confirmed_is_not_moved(as_alice, occurrence, organiser):
    pending = factories.sign_up(occurrence, email="bo@example.org")
    other = another_time(occurrence)
    as_alice.post(url("attendee_move", occurrence, pending), {"to": other.pk})
    pending.refresh_from_db()
    assert (pending.occurrence, pending.status) == (occurrence, SignUp.Status.PENDING)
    other.refresh_from_db()
    assert other.taken == 0
