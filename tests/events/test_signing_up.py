"""The verbs of signing up."""

import datetime
import uuid

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Occurrence, SignUp
from events.scheduling import occurrence_changes
from events.signups import cancellation, registration, token_links
from events.signups.locking import NoSeatError
from tests import factories
from tests.events.conftest import mails, taken_is_right

pytestmark = pytest.mark.django_db


@pytest.fixture
def occurrence(theme):
    return factories.make_occurrence(theme, capacity=10)


def test_a_stranger_holds_seats_until_the_link_is_followed(occurrence, sign_up):
    signup = sign_up(occurrence, email=" Karen@Example.ORG ")
    assert (signup.status, signup.email) == (SignUp.Status.PENDING, "karen@example.org")
    assert taken_is_right(occurrence)
    assert occurrence.taken == 2
    [mail] = mails()
    assert mail.to == "karen@example.org"
    assert "/confirm/" in mail.text
    assert "Number of people: 2" in mail.text


def test_an_account_is_confirmed_at_once(occurrence, sign_up, alice):
    signup = sign_up(occurrence, user=alice, email=alice.email)
    assert signup.status == SignUp.Status.CONFIRMED
    [mail] = mails()
    assert "/manage/" in mail.text
    assert "/cancel/" in mail.text


def test_the_mail_is_in_the_language_of_the_form(occurrence, sign_up):
    sign_up(occurrence, language="en")
    [mail] = mails()
    assert mail.language == "en"
    assert "http://testserver/en/" in mail.text


def test_both_languages_compete_for_the_same_seats(occurrence, sign_up):
    sign_up(occurrence, language="da", email="da@example.org", party_size=6)
    sign_up(occurrence, language="en", email="en@example.org", party_size=4)
    with pytest.raises(NoSeatError):
        sign_up(occurrence, language="da", email="more@example.org", party_size=1)
    assert taken_is_right(occurrence)


@pytest.mark.parametrize("party", [0, -1, 7, 10_000])
def test_an_impossible_party_takes_nothing(occurrence, sign_up, party):
    with pytest.raises(ValueError, match="party"):
        sign_up(occurrence, party_size=party)
    assert not SignUp.objects.exists()


def test_a_party_that_does_not_fit_is_refused(occurrence, sign_up):
    sign_up(occurrence, party_size=6)
    with pytest.raises(NoSeatError):
        sign_up(occurrence, email="bo@example.org", party_size=5)
    assert sign_up(occurrence, email="bo@example.org", party_size=4)


def test_no_limit_means_no_limit(theme, sign_up):
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
def test_what_takes_no_signups_refuses(theme, sign_up, fields):
    with pytest.raises(NoSeatError):
        sign_up(factories.make_occurrence(theme, **fields))
    assert not mails()


def test_seats_are_taken_by_one_conditional_update(occurrence):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert Occurrence.objects.filter(pk=occurrence.pk).ask_for_seats(1).take()
    [update] = [query["sql"] for query in queries if "UPDATE" in query["sql"]]
    # A subquery on the same table would be judged by an old snapshot on PostgreSQL.
    assert update.count('"events_occurrence"') - update.count('"events_occurrence".') == 1


def test_the_same_address_signs_up_once_and_is_told_once_an_hour(occurrence, sign_up):
    first = sign_up(occurrence)
    for _time in range(3):
        assert sign_up(occurrence, party_size=5) == first
    assert taken_is_right(occurrence)
    assert occurrence.taken == 2
    assert len(mails(to="karen@example.org")) == 2


def test_the_same_form_sent_twice_is_answered_alike_even_for_the_last_seat(theme, sign_up):
    occurrence = factories.make_occurrence(theme, capacity=2)
    form = uuid.uuid4()
    first = sign_up(occurrence, attempt=form)
    assert sign_up(occurrence, attempt=form) == first
    assert len(mails()) == 1


def test_a_full_event_answers_known_and_unknown_addresses_alike(theme, sign_up):
    occurrence = factories.make_occurrence(theme, capacity=2)
    sign_up(occurrence)
    for email in ("karen@example.org", "stranger@example.org"):
        with pytest.raises(NoSeatError):
            sign_up(occurrence, email=email, attempt=uuid.uuid4())
    assert len(mails(to="karen@example.org")) == 2
    assert not mails(to="stranger@example.org")


def test_signing_in_confirms_what_the_same_address_began(occurrence, sign_up, alice):
    pending = sign_up(occurrence, email=alice.email)
    assert sign_up(occurrence, user=alice, email=alice.email) == pending
    pending.refresh_from_db()
    assert (pending.status, pending.user) == (SignUp.Status.CONFIRMED, alice)
    assert taken_is_right(occurrence)


def test_confirming_twice_tells_once(occurrence, sign_up):
    signup = sign_up(occurrence)
    assert registration.confirm(signup)
    assert not registration.confirm(signup)
    assert len(mails(kind="confirmed")) == 1


def test_what_is_cancelled_cannot_be_confirmed(occurrence, sign_up):
    signup = sign_up(occurrence)
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    assert not registration.confirm(signup)
    assert not mails(kind="confirmed")


def test_cancelling_twice_frees_seats_once(occurrence, sign_up):
    signup = sign_up(occurrence)
    other = sign_up(occurrence, email="bo@example.org")
    assert cancellation.cancel(signup)
    assert not cancellation.cancel(signup)
    assert taken_is_right(occurrence)
    assert occurrence.taken == other.party_size
    assert len(mails(kind="cancelled")) == 1


def test_after_cancelling_one_can_sign_up_again(occurrence, sign_up):
    cancellation.cancel(sign_up(occurrence))
    assert sign_up(occurrence).status == SignUp.Status.PENDING
    assert taken_is_right(occurrence)


def test_what_is_over_stays_as_it_was(theme, sign_up):
    occurrence = factories.make_occurrence(theme)
    signup = sign_up(occurrence)
    with time_machine.travel(factories.in_days(8)):
        assert not cancellation.cancel(signup)
    signup.refresh_from_db()
    assert signup.holds_seats


def test_expiry_frees_the_seats_and_forgets_the_person(occurrence, sign_up):
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


def test_expired_seats_are_free_before_tick_comes_by(theme, sign_up):
    occurrence = factories.make_occurrence(theme, capacity=2)
    sign_up(occurrence)
    with time_machine.travel(factories.in_days(2.1)):
        assert sign_up(occurrence, email="bo@example.org").holds_seats
        assert taken_is_right(occurrence)


def test_whoever_was_too_late_to_confirm_can_sign_up_again(occurrence, sign_up):
    late = sign_up(occurrence)
    with time_machine.travel(factories.in_days(2.1)):
        again = sign_up(occurrence)
        assert again != late
        assert again.can_be_confirmed


def test_seats_are_not_held_beyond_the_start(theme, sign_up):
    occurrence = factories.make_occurrence(theme, starts_at=factories.in_days(0.5))
    assert sign_up(occurrence).expires_at == occurrence.starts_at


def test_anonymising_keeps_the_numbers(theme, sign_up, alice):
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


def test_nobody_is_anonymised_too_early(occurrence, sign_up):
    sign_up(occurrence)
    with time_machine.travel(factories.in_days(7 + 59)):
        assert cancellation.anonymise_past() == 0


def test_tick_does_both(occurrence, sign_up):
    sign_up(occurrence)
    with time_machine.travel(factories.in_days(2.1)):
        call_command("tick")
    assert taken_is_right(occurrence)
    assert occurrence.taken == 0


def test_a_token_does_one_thing(occurrence, sign_up):
    signup = sign_up(occurrence)
    assert (
        token_links.find(token_links.token(signup, token_links.CONFIRM), token_links.CONFIRM)
        == signup
    )
    assert (
        token_links.find(token_links.token(signup, token_links.CANCEL), token_links.CANCEL)
        == signup
    )
    assert (
        token_links.find(token_links.token(signup, token_links.CONFIRM), token_links.CANCEL) is None
    )
    assert (
        token_links.find(token_links.token(signup, token_links.CANCEL), token_links.CONFIRM) is None
    )
    assert token_links.find("\0", token_links.CONFIRM) is None


def test_if_the_mail_cannot_be_written_no_seat_is_taken(occurrence, sign_up, monkeypatch):
    def fail(**_arguments):
        raise OSError

    monkeypatch.setattr("notifications.delivery.outbox.put", fail)
    with pytest.raises(OSError):  # noqa: PT011
        sign_up(occurrence)
    occurrence.refresh_from_db()
    assert occurrence.taken == 0
    assert not SignUp.objects.exists()


def test_cancelling_an_occurrence_tells_everybody_once(occurrence, come):
    for name in ("karen", "bo"):
        come(occurrence, email=f"{name}@example.org")
    assert occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    assert not occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    told = mails(kind="event_cancelled")
    assert sorted(mail.to for mail in told) == ["bo@example.org", "karen@example.org"]
    assert "Storm" in told[0].text
    assert occurrence_changes.cancel_occurrence(occurrence, reason="Heavy storm")
    assert len(mails(kind="event_cancelled")) == 2


def test_who_has_not_confirmed_is_not_told(occurrence, sign_up, come):
    """Anybody can type an address: one mail is all that brings its owner."""
    sign_up(occurrence, email="stranger@example.org")
    come(occurrence, email="karen@example.org")
    starts_at, ends_at = (
        moment + datetime.timedelta(days=1) for moment in (occurrence.starts_at, occurrence.ends_at)
    )
    occurrence_changes.reschedule(occurrence, starts_at=starts_at, ends_at=ends_at)
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    assert [mail.to for mail in mails(kind="event_")] == ["karen@example.org"] * 2


def test_lowering_the_capacity_keeps_the_seats(occurrence, sign_up):
    sign_up(occurrence, party_size=6)
    occurrence_changes.set_capacity(occurrence, 4)
    assert taken_is_right(occurrence)
    assert (occurrence.taken, occurrence.seats_left, occurrence.sequence) == (6, 0, 0)
    assert len(mails()) == 1


def test_the_online_address_is_for_the_confirmed(theme, sign_up):
    occurrence = factories.make_occurrence(theme, is_online=True)
    occurrence.event.online_url = "https://meet.example.org/secret"
    occurrence.event.save()
    signup = sign_up(occurrence)
    registration.confirm(signup)
    confirm, confirmed = mails()
    assert "secret" not in confirm.text
    assert "secret" in confirmed.text
    cancellation.cancel(signup)
    assert "secret" not in mails()[-1].text


def test_every_mail_says_when_where_and_how_many(theme, area, sign_up):
    occurrence = factories.make_occurrence(
        theme,
        area=area,
        venue="Huset & haven",
        title="Kaffe <& kage>",
        starts_at=factories.in_days(7).replace(hour=18, minute=5),
    )
    signup = sign_up(occurrence)
    registration.confirm(signup)
    occurrence_changes.reschedule(
        occurrence,
        starts_at=occurrence.starts_at + datetime.timedelta(days=1),
        ends_at=occurrence.ends_at + datetime.timedelta(days=1),
    )
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    cancellation.cancel(signup)
    told = mails()
    kinds = ["confirm", "confirmed", "event_changed:1", "event_cancelled:2", "cancelled"]
    assert [mail.key.split(":", 2)[2] for mail in told] == kinds
    for mail in told:
        # As it is written: nothing is escaped in a text.
        assert "Kaffe <& kage>" in mail.subject
        assert "Huset & haven, Hirtshals" in mail.text
        assert "When: " in mail.text
        assert f"{occurrence.starts_at.year} at " in mail.text
        assert "Number of people: 2" in mail.text
        assert "<& kage>" not in mail.html
