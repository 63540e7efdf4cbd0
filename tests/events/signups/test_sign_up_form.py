"""Tests of the sign-up form: questions, names, consent and the waiting list."""

import datetime
import re
import uuid

import icalendar
import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from events.models import Answer, Question, SignUp
from events.signups import registration
from notifications.delivery import worker
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right

KAREN = {"name": "Karen Holm", "email": "karen@example.org", "party_size": "1"}


FOOD, BUS, CAKE = (uuid.UUID(int=number) for number in (1, 2, 3))


BY_BUS, ON_FOOT = str(uuid.UUID(int=10)), str(uuid.UUID(int=11))


def questions():
    """Return one question of each kind, as the stream field stores them."""
    return [
        {
            "type": "text",
            "id": str(FOOD),
            "value": {"question": "Hvad spiser du ikke?", "help_text": "", "is_required": True},
        },
        {
            "type": "choice",
            "id": str(BUS),
            "value": {
                "question": "Hvordan kommer du?",
                "help_text": "Så ved vi, om der er plads til biler.",
                "choices": [
                    {"type": "item", "id": BY_BUS, "value": "Med bus"},
                    {"type": "item", "id": ON_FOOT, "value": "Til fods"},
                ],
                "is_required": False,
            },
        },
        {
            "type": "checkbox",
            "id": str(CAKE),
            "value": {"question": "Jeg tager kage med", "help_text": "", "is_required": False},
        },
    ]


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, capacity=3, questions=questions())


@pytest.fixture
def occurrence(page):
    return page.event.occurrences.get()


def field(key):
    return f"question_{key.hex}"


def url(occurrence, language="en"):
    with translation.override(language):
        return reverse("events:sign_up", args=[occurrence.pk])


def text(response):
    return response.content.decode()


def test_answers_are_stored(client, occurrence):
    page = text(client.get(url(occurrence)))
    assert "Hvad spiser du ikke?" in page
    assert "Så ved vi, om der er plads til biler." in page
    answers = {field(FOOD): "Nødder\r\nog æg", field(BUS): ON_FOOT, field(CAKE): "on"}
    assert client.post(url(occurrence), {**KAREN, **answers}).status_code == 302
    [food, bus, cake] = Answer.objects.filter(signup=SignUp.objects.get())
    assert (food.value, bus.value, cake.value) == ("Nødder\nog æg", ON_FOOT, "yes")
    assert bus.question.in_words(bus.value) == "Til fods"


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Please fill this in."),
        ({FOOD: "æ" * 1001}, "at most 1000"),
        ({FOOD: "x" * 200_000}, "at most 1000"),
        ({FOOD: "010203-1234"}, "CPR"),
        ({FOOD: "Intet", BUS: "rumskib"}, "no longer available"),
    ],
)
def test_invalid_answer_is_refused_and_the_rest_kept(client, occurrence, answers, message):
    data = {**KAREN, **{field(key): value for key, value in answers.items()}}
    response = client.post(url(occurrence), data)
    assert response.status_code == 200
    assert message in text(response)
    assert "Karen Holm" in text(response)
    assert not SignUp.objects.exists()
    assert taken_is_right(occurrence)


def test_answer_to_a_question_removed_meanwhile_is_ignored(client, page, occurrence):
    page.questions = page.questions.stream_block.to_python(questions()[1:])
    page.save_revision().publish()
    assert client.post(url(occurrence), {**KAREN, field(FOOD): "Nødder"}).status_code == 302
    assert not Answer.objects.exists()


def test_removed_question_keeps_its_answers(client, page, occurrence):
    client.post(url(occurrence), {**KAREN, field(FOOD): "Nødder"})
    page.questions = page.questions.stream_block.to_python(questions()[1:])
    page.save_revision().publish()
    assert Answer.objects.get().value == "Nødder"
    assert not Question.objects.get(key=FOOD).is_asked
    assert "Hvad spiser du ikke?" not in text(client.get(url(occurrence)))


def test_consent_is_required_and_stored(client, theme):
    page = factories.make_event_page(theme, consent="Vi tager billeder. Det er jeg med på.")
    occurrence = page.event.occurrences.get()
    response = client.post(url(occurrence), KAREN)
    assert list(response.context["form"].errors) == ["consents"]
    assert not SignUp.objects.exists()
    assert client.post(url(occurrence), {**KAREN, "consents": "on"}).status_code == 302
    assert SignUp.objects.get().consented_to == "Vi tager billeder. Det er jeg med på."


@pytest.mark.parametrize(
    ("size", "names", "message"),
    [
        ("3", "Ida", "Write 2 names here"),
        ("1", "Ida", "You are coming alone"),
        ("2", "", "Write 1 name here"),
        ("2", "x" * 121, "at most 120"),
    ],
)
def test_number_of_names_must_match_the_party(client, theme, size, names, message):
    occurrence = factories.make_event_page(theme, asks_names=True).event.occurrences.get()
    response = client.post(url(occurrence), {**KAREN, "party_size": size, "companions": names})
    assert message in text(response)
    assert not SignUp.objects.exists()


def test_names_are_normalised_and_stored(client, theme):
    occurrence = factories.make_event_page(theme, asks_names=True).event.occurrences.get()
    names = "  Ida \u202aHolm\r\n\r\n Per "
    data = {**KAREN, "party_size": "3", "companions": names}
    assert "cannot be shown" in text(client.post(url(occurrence), data))
    data["companions"] = "  Ida  Holm\r\n\r\n Per 👩‍🌾 "
    assert client.post(url(occurrence), data).status_code == 302
    assert SignUp.objects.get().companions == ["Ida Holm", "Per 👩‍🌾"]


@pytest.fixture
def full(theme):
    occurrence = factories.make_event_page(theme, capacity=2).event.occurrences.get()
    registration.confirm(factories.sign_up(occurrence, email="first@example.org", party_size=2))
    return occurrence


def test_full_occurrence_offers_the_waiting_list(client, full):
    page = text(client.get(url(full)))
    assert "You won’t have a place yet" in page
    assert '<input type="hidden" name="waits" value="True"' in page
    assert client.post(url(full), {**KAREN, "waits": "True"}).status_code == 302
    assert SignUp.objects.get(email=KAREN["email"]).status == SignUp.Status.ASKING
    assert taken_is_right(full)


def test_other_errors_do_not_offer_the_waiting_list(client, theme):
    occurrence = factories.make_event_page(theme, capacity=2).event.occurrences.get()
    hidden = '<input type="hidden" name="waits" value="False"'
    assert hidden in text(client.get(url(occurrence)))
    page = text(client.post(url(occurrence), {**KAREN, "name": "", "waits": "False"}))
    assert hidden in page
    assert '<input type="checkbox" name="waits"' not in page


def test_party_too_large_is_offered_the_waiting_list(client, theme):
    occurrence = factories.make_event_page(theme, capacity=2).event.occurrences.get()
    response = client.post(url(occurrence), {**KAREN, "party_size": "3"})
    page = text(response)
    assert "There are only 2 places left. Enter a smaller number, or join the waiting list." in page
    assert '<input type="checkbox" name="waits"' in page
    response = client.post(url(occurrence), {**KAREN, "party_size": "3", "waits": "on"})
    assert response.status_code == 302
    assert SignUp.objects.get().status == SignUp.Status.ASKING


def test_party_that_accepts_waiting_but_fits_gets_seats(client, theme):
    occurrence = factories.make_event_page(theme, capacity=2).event.occurrences.get()
    client.post(url(occurrence), {**KAREN, "waits": "on"})
    assert SignUp.objects.get().status == SignUp.Status.PENDING


def test_resident_sees_their_queue_position(as_alice, full):
    response = as_alice.post(url(full), {"party_size": "1", "waits": "True"}, follow=True)
    assert "you are number 1 on the waiting list" in text(response)
    assert as_alice.get(url(full), follow=True).context["queue_position"] == 1


def test_kept_seats_require_the_newcomer_box(client, theme):
    page = factories.make_event_page(theme, capacity=1, newcomer_seats=1)
    occurrence = page.event.occurrences.get()
    response = client.post(url(occurrence), KAREN)
    assert response.status_code == 409
    assert list(response.context["form"].errors) == ["party_size"]
    assert client.post(url(occurrence), {**KAREN, "is_newcomer": "on"}).status_code == 302
    assert SignUp.objects.get().is_newcomer


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"has_signup": False}, 410, "You don’t need to sign up"),
        ({"opens_days_before": 1}, 409, "Sign-up is not open yet"),
        ({"closes_hours_before": 24 * 30}, 410, "Sign-up is closed"),
        ({"status": "postponed", "status_reason": "Sne"}, 410, "This event is postponed"),
        ({"status": "cancelled", "status_reason": "Sne"}, 410, "This event is cancelled"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_closed_page_answers_with_the_reason(client, theme, fields, status, message, method):
    occurrence = factories.make_event_page(theme, **fields).event.occurrences.get()
    response = getattr(client, method)(url(occurrence), KAREN)
    assert response.status_code == status
    assert message in text(response)
    assert not SignUp.objects.exists()


def test_occurrence_moved_online_takes_sign_ups(client, theme):
    page = factories.make_event_page(theme, status="moved_online", status_reason="Sne")
    assert client.post(url(page.event.occurrences.get()), KAREN).status_code == 302
    assert SignUp.objects.count() == 1


def test_sign_up_ends_at_the_closing_time(client, theme):
    page = factories.make_event_page(theme, closes_hours_before=2)
    occurrence = page.event.occurrences.get()
    second = datetime.timedelta(seconds=1)
    with time_machine.travel(occurrence.closes_at - second, tick=False):
        assert client.post(url(occurrence), KAREN).status_code == 302
    with time_machine.travel(occurrence.closes_at + second, tick=False):
        late = client.post(url(occurrence), {**KAREN, "email": "bo@example.org"})
    assert late.status_code == 410
    assert SignUp.objects.count() == 1
    assert taken_is_right(occurrence)


@pytest.mark.parametrize("name", ["ליאור כהן", "نور الهدى", "Åse 👩‍🌾 Ægidius", 'O\'Neil "Bo" <x>'])
def test_names_in_any_script_reach_the_calendar_entry(client, theme, name):
    occurrence = factories.make_event_page(theme).event.occurrences.get()
    assert client.post(url(occurrence), {**KAREN, "name": name}).status_code == 302
    signup = SignUp.objects.get()
    assert signup.name == name
    registration.confirm(signup)
    [mail] = outbox_messages(kind="confirmed")
    [entry] = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert entry["attendee"].params["CN"].replace("'", '"') == name.replace("'", '"')


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028"])
def test_line_break_in_a_name_adds_no_mail_header(client, theme, end):
    occurrence = factories.make_event_page(theme).event.occurrences.get()
    name = f"Karen{end}Bcc: all@example.org"
    client.post(url(occurrence), {**KAREN, "name": name})
    signup = SignUp.objects.get()
    assert signup.name == "Karen Bcc: all@example.org"
    registration.confirm(signup)
    for owed in outbox_messages():
        message = worker.as_email(owed).message()
        assert "Bcc" not in message
        assert not re.search(r"(?m)^Bcc", message.as_string())
