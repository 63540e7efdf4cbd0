"""Tests of the check-in: taps, the check-in list and the page of a QR code."""

import datetime
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from events.models import Occurrence
from events.organisers import check_in
from events.organisers.check_in import NotExpectedError, NotTakingPlaceError
from events.organisers.permissions import organiser_of
from events.scheduling import occurrence_changes
from events.signups import cancellation, tickets
from residents.models import PartnerMembership
from tests.events.organisers.conftest import add_signup, url

pytestmark = pytest.mark.django_db


JSON = {"HTTP_ACCEPT": "application/json"}


def ago(minutes: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=minutes)


def without_tokens(response) -> str:
    """Return the page without CSRF tokens, which differ in each response."""
    return re.sub(r'value="\w{64}"', "", response.content.decode())


def tap(browser, signup, **data):
    return browser.post(url("tap", signup.occurrence, signup), data)


def test_check_in_and_undo(as_alice, karen):
    response = tap(as_alice, karen, arrived="2")
    assert response.url.endswith(f"#signup-{karen.pk}")
    karen.refresh_from_db()
    assert karen.arrived == 2
    assert "2 / 2" in as_alice.get(response.url).content.decode().replace("</span>", "").replace(
        "<span data-number>", ""
    )

    tap(as_alice, karen, undo="1")
    karen.refresh_from_db()
    assert (karen.arrived, karen.checked_in_at) == (None, None)


def test_second_tap_changes_nothing(karen):
    first = check_in.check_in(karen, arrived=2, at=ago(2))
    second = check_in.check_in(karen, arrived=2, at=ago(1))

    assert (first.changed, second.changed) == (True, False)
    assert second.at == first.at


def test_later_arrivals_keep_the_first_time(karen):
    first = check_in.check_in(karen, arrived=1, at=ago(10))
    second = check_in.check_in(karen, arrived=2, at=ago(1))

    assert second.changed
    assert (second.arrived, second.at) == (2, first.at)


def test_delayed_tap_does_not_override_a_later_one(karen):
    check_in.check_in(karen, arrived=2, at=ago(5))
    check_in.undo(karen, at=ago(2))

    late = check_in.check_in(karen, arrived=2, at=ago(4))

    assert not late.changed
    karen.refresh_from_db()
    assert karen.arrived is None


def test_repeated_request_is_idempotent(as_alice, karen):
    tapped_at = ago(3).isoformat()
    for _time in range(3):
        response = as_alice.post(
            url("tap", karen.occurrence, karen), {"arrived": "1", "at": tapped_at}, **JSON
        )
        assert response.json() == {"arrived": 1, "of": 2}
    karen.refresh_from_db()
    assert karen.checked_in_at == datetime.datetime.fromisoformat(tapped_at)


def test_tap_from_the_future_counts_as_now(karen):
    check_in.check_in(karen, arrived=2, at=timezone.now() + datetime.timedelta(hours=5))
    karen.refresh_from_db()
    assert karen.door_at <= timezone.now()
    assert check_in.undo(karen).changed


@pytest.mark.parametrize("arrived", ["0", "-1", "3", "x", "9" * 5000, "1.5", "\x00"])
def test_invalid_number_of_people_is_refused(as_alice, karen, arrived):
    response = as_alice.post(url("tap", karen.occurrence, karen), {"arrived": arrived}, **JSON)

    assert response.status_code == 400
    assert response.json()["error"]
    assert tap(as_alice, karen, arrived=arrived).status_code == 302
    karen.refresh_from_db()
    assert karen.arrived is None


@pytest.mark.parametrize(
    "at", ["yesterday", "2020-01-01T10:00Z", "2026-01-01T10:00", "9" * 99, "2026-13-01T10:00Z"]
)
def test_invalid_time_is_refused(as_alice, karen, at):
    response = as_alice.post(
        url("tap", karen.occurrence, karen), {"arrived": "1", "at": at}, **JSON
    )
    assert response.status_code == 400


def test_party_without_seat_is_not_checked_in(as_alice, occurrence, organiser, karen):
    add_signup(occurrence, organiser, name="Fuld", size=8)
    waiting = add_signup(occurrence, organiser, name="Yrsa", waits=True)
    cancellation.cancel(karen)

    for signup in (waiting, karen):
        with pytest.raises(NotExpectedError):
            check_in.check_in(signup, arrived=1)
        response = as_alice.post(url("tap", occurrence, signup), {"arrived": "1"}, **JSON)
        assert response.status_code == 409


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_check_in_is_refused_if_the_occurrence_does_not_take_place(as_alice, karen, status):
    check_in.check_in(karen, arrived=1)
    occurrence_changes.set_status(karen.occurrence, Occurrence.Status(status), reason="Storm")

    with pytest.raises(NotTakingPlaceError):
        check_in.check_in(karen, arrived=2)
    response = as_alice.post(url("tap", karen.occurrence, karen), {"arrived": "2"}, **JSON)
    assert response.status_code == 409
    assert response.json()["error"].startswith("Arrangementet finder ikke sted")
    for address in (url("check_in", karen.occurrence), url("door", karen.code)):
        page = as_alice.get(address).content.decode()
        assert url("tap", karen.occurrence, karen) not in page
    # A check-in by mistake can still be undone.
    assert check_in.undo(karen).changed


def test_check_in_list_warns_on_another_day(as_alice, karen):
    address = url("check_in", karen.occurrence)
    response = as_alice.get(address)
    assert not response.context["is_today"]
    assert "Billetten" not in response.content.decode()
    assert "Arrangementet er ikke i dag" in response.content.decode()
    Occurrence.objects.update(
        starts_at=timezone.now() - datetime.timedelta(minutes=5),
        ends_at=timezone.now() + datetime.timedelta(minutes=55),
    )
    assert as_alice.get(address).context["is_today"]


def test_check_in_list_has_confirmed_parties_only(as_alice, occurrence, organiser, karen):
    cancellation.cancel(add_signup(occurrence, organiser, name="Bo"))

    page = as_alice.get(url("check_in", occurrence)).content.decode()
    assert "Karen Holm" in page
    assert "Bo<" not in page
    assert (
        "Karen Holm" not in as_alice.get(url("check_in", occurrence), {"q": "zz"}).content.decode()
    )


def test_search_is_kept_after_a_tap(as_alice, karen):
    response = tap(as_alice, karen, arrived="2", q="kar & en")

    assert "?q=kar+%26+en#" in response.url


def test_qr_code_opens_the_party_for_organisers(as_alice, karen):
    path = tickets.door_url(karen).removeprefix("http://testserver")
    page = as_alice.get(path).content.decode()

    assert "Karen Holm" in page
    assert url("tap", karen.occurrence, karen) in page
    response = tap(as_alice, karen, arrived="2", **{"from": "door"})
    assert response.url == url("door", karen.code)


def test_code_is_case_insensitive(as_alice, karen):
    assert "Karen Holm" in as_alice.get(url("door", karen.code.lower())).content.decode()


def test_code_reveals_nothing_to_others(client, as_bob, karen):
    for browser in (client, as_bob):
        real = browser.get(url("door", karen.code))
        unknown = browser.get(url("door", "ZZZZZZZZ"))
        assert real.status_code == unknown.status_code == 200
        page, other_page = (without_tokens(response) for response in (real, unknown))
        assert "Vis dette ved døren" in page
        assert page.replace(karen.code, "X") == other_page.replace("ZZZZZZZZ", "X")
        assert "Karen" not in page
        assert "no-store" in real["Cache-Control"]
        assert browser.post(url("door", karen.code)).status_code == 405


def test_party_page_warns_on_another_day(as_alice, karen):
    response = as_alice.get(url("door", karen.code))
    assert not response.context["is_today"]
    assert "Billetten gælder en anden dag" in response.content.decode()
    Occurrence.objects.update(
        starts_at=timezone.now() - datetime.timedelta(minutes=5),
        ends_at=timezone.now() + datetime.timedelta(minutes=55),
    )
    assert as_alice.get(url("door", karen.code)).context["is_today"]


def test_party_page_without_seat_has_no_check_in(as_alice, karen):
    cancellation.cancel(karen)
    page = as_alice.get(url("door", karen.code)).content.decode()
    assert "De har ikke en plads" in page
    assert url("tap", karen.occurrence, karen) not in page


def test_party_page_hides_the_name_from_a_former_member(as_alice, karen):
    PartnerMembership.objects.all().delete()

    assert "Karen" not in as_alice.get(url("door", karen.code)).content.decode()


def test_invalid_code_causes_no_query(client, django_assert_num_queries, alice):
    """PostgreSQL refuses NUL in a parameter."""
    with django_assert_num_queries(0):
        assert organiser_of(alice, "\x00") is None
        assert organiser_of(AnonymousUser(), "ABCD2345") is None
    assert client.get(url("door", "a").replace("/a/", "/%00/")).status_code == 200
