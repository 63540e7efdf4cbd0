"""Tests of cancellation, expiry and anonymisation."""

import pytest
import time_machine
from django.core.management import call_command

from events.models import SignUp
from events.signups import cancellation, registration
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right

pytestmark = pytest.mark.django_db


@pytest.fixture
def occurrence(theme):
    return factories.make_occurrence(theme, capacity=10)


def test_cancelling_twice_frees_seats_once(occurrence, sign_up):
    signup = sign_up(occurrence)
    other = sign_up(occurrence, email="bo@example.org")
    assert cancellation.cancel(signup)
    assert not cancellation.cancel(signup)
    assert taken_is_right(occurrence)
    assert occurrence.taken == other.party_size
    assert len(outbox_messages(kind="cancelled")) == 1


def test_cancelled_address_can_sign_up_again(occurrence, sign_up):
    cancellation.cancel(sign_up(occurrence))
    assert sign_up(occurrence).status == SignUp.Status.PENDING
    assert taken_is_right(occurrence)


def test_sign_up_cannot_be_cancelled_after_the_occurrence(theme, sign_up):
    occurrence = factories.make_occurrence(theme)
    signup = sign_up(occurrence)
    with time_machine.travel(factories.in_days(8)):
        assert not cancellation.cancel(signup)
    signup.refresh_from_db()
    assert signup.holds_seats


def test_expiry_frees_the_seats_and_anonymises(occurrence, sign_up):
    unconfirmed = sign_up(occurrence)
    confirmed = sign_up(occurrence, email="bo@example.org")
    registration.confirm(confirmed)
    with time_machine.travel(factories.in_days(2.1)):
        assert cancellation.expire_unconfirmed() == 1
        assert cancellation.expire_unconfirmed() == 0
        assert not registration.confirm(unconfirmed)
    unconfirmed.refresh_from_db()
    assert unconfirmed.status == SignUp.Status.EXPIRED
    assert (unconfirmed.name, unconfirmed.email) == ("", "")
    assert taken_is_right(occurrence)
    assert occurrence.taken == 2


def test_anonymising_keeps_the_party_size(theme, sign_up, alice):
    occurrence = factories.make_occurrence(theme)
    sign_up(occurrence)
    signup = sign_up(occurrence, user=alice, email=alice.email, party_size=3)
    with time_machine.travel(factories.in_days(7 + 61)):
        assert cancellation.anonymise_past() == 2
        assert cancellation.anonymise_past() == 0
    signup.refresh_from_db()
    assert (signup.name, signup.email, signup.user, signup.party_size) == ("", "", None, 3)
    assert taken_is_right(occurrence)
    assert occurrence.taken == 5


def test_sign_ups_are_kept_until_the_retention_ends(occurrence, sign_up):
    sign_up(occurrence)
    with time_machine.travel(factories.in_days(7 + 59)):
        assert cancellation.anonymise_past() == 0


def test_tick_expires_unconfirmed_sign_ups(occurrence, sign_up):
    sign_up(occurrence)
    with time_machine.travel(factories.in_days(2.1)):
        call_command("tick")
    assert taken_is_right(occurrence)
    assert occurrence.taken == 0
