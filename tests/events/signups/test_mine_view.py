"""Tests of the list of a user's own sign-ups, `/…/events/mine/`."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from events.signups import cancellation
from tests import factories

pytestmark = pytest.mark.django_db


def url():
    with translation.override("en"):
        return reverse("events:mine")


def text(response):
    return response.content.decode()


def test_anonymous_reader_is_redirected_to_the_login(client):
    response = client.get(url())
    assert response.status_code == 302
    assert "login" in response.url


def test_list_contains_own_sign_ups_only(as_alice, as_bob, alice, theme, sign_up):
    mine = factories.make_event_page(theme, title="Nabocafé").event.occurrences.get()
    factories.make_event_page(theme, title="Gåtur")
    sign_up(mine, user=alice, email=alice.email)
    response = as_alice.get(url())
    assert [row["entry"].title for row in response.context["rows"]] == ["Nabocafé"]
    assert "/cancel/" in text(response)
    assert "Gåtur" not in text(response)
    assert "no-store" in response["Cache-Control"]
    assert as_bob.get(url()).context["rows"] == []


def test_pending_sign_up_of_the_same_address_is_listed(as_alice, alice, theme, sign_up):
    sign_up(factories.make_occurrence(theme), email=alice.email.upper())
    page = text(as_alice.get(url()))
    assert "Not confirmed yet" in page
    assert "/confirm/" in page


def test_cancelled_and_past_sign_ups_are_not_listed(as_alice, alice, theme, sign_up):
    signup = sign_up(factories.make_occurrence(theme), user=alice, email=alice.email)
    with time_machine.travel(factories.in_days(8)):
        assert not as_alice.get(url()).context.get("rows")
    cancellation.cancel(signup)
    assert not as_alice.get(url()).context["rows"]


def test_number_of_queries_does_not_grow(
    as_alice, alice, theme, sign_up, django_assert_max_num_queries
):
    for _number in range(15):
        sign_up(factories.make_occurrence(theme), user=alice, email=alice.email)
    with django_assert_max_num_queries(22):
        as_alice.get(url())


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_other_methods_are_refused(as_alice, method):
    assert getattr(as_alice, method)(url()).status_code == 405
