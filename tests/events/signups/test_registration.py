"""Tests of registration: sign-up, confirmation and changes of the party."""

import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Occurrence, SignUp
from events.scheduling import occurrence_changes
from events.signups import registration
from events.signups.locking import NoSeatError
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right

pytestmark = pytest.mark.django_db


@pytest.fixture
def occurrence(theme):
    return factories.make_occurrence(theme, capacity=10)


def test_sign_up_without_account_is_pending_and_holds_seats(occurrence, sign_up):
    signup = sign_up(occurrence, email=" Karen@Example.ORG ")
    assert (signup.status, signup.email) == (SignUp.Status.PENDING, "karen@example.org")
    assert taken_is_right(occurrence)
    assert occurrence.taken == 2
    [mail] = outbox_messages()
    assert mail.to == "karen@example.org"
    assert "/confirm/" in mail.text
    assert "Number of people: 2" in mail.text


def test_sign_up_with_account_is_confirmed(occurrence, sign_up, alice):
    signup = sign_up(occurrence, user=alice, email=alice.email)
    assert signup.status == SignUp.Status.CONFIRMED
    [mail] = outbox_messages()
    assert "/manage/" in mail.text
    assert "/cancel/" in mail.text


def test_mail_is_in_the_language_of_the_form(occurrence, sign_up):
    sign_up(occurrence, language="en")
    [mail] = outbox_messages()
    assert mail.language == "en"
    assert "http://testserver/en/" in mail.text


def test_all_languages_share_the_seats(occurrence, sign_up):
    sign_up(occurrence, language="da", email="da@example.org", party_size=6)
    sign_up(occurrence, language="en", email="en@example.org", party_size=4)
    with pytest.raises(NoSeatError):
        sign_up(occurrence, language="da", email="more@example.org", party_size=1)
    assert taken_is_right(occurrence)


@pytest.mark.parametrize("party", [0, -1, 7, 10_000])
def test_invalid_party_size_takes_no_seats(occurrence, sign_up, party):
    with pytest.raises(ValueError, match="party"):
        sign_up(occurrence, party_size=party)
    assert not SignUp.objects.exists()


def test_party_larger_than_the_free_seats_is_refused(occurrence, sign_up):
    sign_up(occurrence, party_size=6)
    with pytest.raises(NoSeatError):
        sign_up(occurrence, email="bo@example.org", party_size=5)
    assert sign_up(occurrence, email="bo@example.org", party_size=4)


def test_occurrence_without_capacity_takes_every_party(theme, sign_up):
    occurrence = factories.make_occurrence(theme, capacity=None)
    for number in range(3):
        sign_up(occurrence, email=f"n{number}@example.org", party_size=6)
    assert taken_is_right(occurrence)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "cancelled"},
        {"is_published": False},
        {"starts_at": factories.in_days(-0.01), "ends_at": factories.in_days(1)},
        {"starts_at": factories.in_days(-2)},
    ],
    ids=["cancelled", "unpublished", "begun", "over"],
)
def test_closed_occurrence_refuses_sign_ups(theme, sign_up, fields):
    with pytest.raises(NoSeatError):
        sign_up(factories.make_occurrence(theme, **fields))
    assert not outbox_messages()


def test_seats_are_taken_by_one_conditional_update(occurrence):
    with CaptureQueriesContext(connection) as queries:
        assert Occurrence.objects.filter(pk=occurrence.pk).ask_for_seats(1).take()
    [update] = [query["sql"] for query in queries if "UPDATE" in query["sql"]]
    # PostgreSQL would evaluate a subquery on the same table against an old snapshot.
    assert update.count('"events_occurrence"') - update.count('"events_occurrence".') == 1


def test_address_signs_up_once_and_gets_one_more_mail_an_hour(occurrence, sign_up):
    first = sign_up(occurrence)
    for _time in range(3):
        assert sign_up(occurrence, party_size=5) == first
    assert taken_is_right(occurrence)
    assert occurrence.taken == 2
    assert len(outbox_messages(to="karen@example.org")) == 2


def test_resubmitted_form_returns_the_same_sign_up_for_the_last_seat(theme, sign_up):
    occurrence = factories.make_occurrence(theme, capacity=2)
    form = uuid.uuid4()
    first = sign_up(occurrence, attempt=form)
    assert sign_up(occurrence, attempt=form) == first
    assert len(outbox_messages()) == 1


def test_full_occurrence_refuses_known_and_unknown_addresses_alike(theme, sign_up):
    occurrence = factories.make_occurrence(theme, capacity=2)
    sign_up(occurrence)
    for email in ("karen@example.org", "stranger@example.org"):
        with pytest.raises(NoSeatError):
            sign_up(occurrence, email=email, attempt=uuid.uuid4())
    assert len(outbox_messages(to="karen@example.org")) == 2
    assert not outbox_messages(to="stranger@example.org")


def test_sign_up_with_account_confirms_the_pending_one_of_its_address(occurrence, sign_up, alice):
    pending = sign_up(occurrence, email=alice.email)
    assert sign_up(occurrence, user=alice, email=alice.email) == pending
    pending.refresh_from_db()
    assert (pending.status, pending.user) == (SignUp.Status.CONFIRMED, alice)
    assert taken_is_right(occurrence)


def test_confirming_twice_sends_one_mail(occurrence, sign_up):
    signup = sign_up(occurrence)
    assert registration.confirm(signup)
    assert not registration.confirm(signup)
    assert len(outbox_messages(kind="confirmed")) == 1


def test_sign_up_for_cancelled_occurrence_cannot_be_confirmed(occurrence, sign_up):
    signup = sign_up(occurrence)
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    assert not registration.confirm(signup)
    assert not outbox_messages(kind="confirmed")


def test_sign_up_takes_expired_seats_without_tick(theme, sign_up):
    occurrence = factories.make_occurrence(theme, capacity=2)
    sign_up(occurrence)
    with time_machine.travel(factories.in_days(2.1)):
        assert sign_up(occurrence, email="bo@example.org").holds_seats
        assert taken_is_right(occurrence)


def test_address_with_expired_sign_up_can_sign_up_again(occurrence, sign_up):
    late = sign_up(occurrence)
    with time_machine.travel(factories.in_days(2.1)):
        again = sign_up(occurrence)
        assert again != late
        assert again.can_be_confirmed


def test_confirmation_deadline_is_at_most_the_start(theme, sign_up):
    occurrence = factories.make_occurrence(theme, starts_at=factories.in_days(0.5))
    assert sign_up(occurrence).expires_at == occurrence.starts_at


def test_failing_outbox_leaves_the_seats_free(occurrence, sign_up, monkeypatch):
    def fail(**_arguments):
        raise OSError

    monkeypatch.setattr("notifications.delivery.outbox.put", fail)
    with pytest.raises(OSError):  # noqa: PT011
        sign_up(occurrence)
    occurrence.refresh_from_db()
    assert occurrence.taken == 0
    assert not SignUp.objects.exists()


def test_lowering_the_capacity_keeps_taken_seats(occurrence, sign_up):
    sign_up(occurrence, party_size=6)
    occurrence_changes.set_capacity(occurrence, 4)
    assert taken_is_right(occurrence)
    assert (occurrence.taken, occurrence.seats_left, occurrence.sequence) == (6, 0, 0)
    assert len(outbox_messages()) == 1


def test_party_grows_only_while_seats_are_free(theme):
    occurrence = factories.make_occurrence(theme, capacity=4)
    signup = factories.sign_up(occurrence, party_size=2)
    registration.confirm(signup)
    assert registration.change_party(signup, size=4, companions=["Ida", "Ole", "Per"])
    assert not registration.change_party(signup, size=4, companions=["Ida", "Ole", "Per"])
    assert (signup.party_size, signup.companions) == (4, ["Ida", "Ole", "Per"])
    with pytest.raises(NoSeatError):
        registration.change_party(signup, size=5)
    with pytest.raises(ValueError, match="7"):
        registration.change_party(signup, size=7)
    assert taken_is_right(occurrence)
    assert len(outbox_messages(kind="party_changed")) == 1
