"""A resident's own list: `/…/events/mine/`."""

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


def test_strangers_are_asked_to_sign_in(client):
    response = client.get(url())
    assert response.status_code == 302
    assert "login" in response.url


def test_it_lists_ones_own_and_nobody_elses(as_alice, as_bob, alice, theme, sign_up):
    mine = factories.make_event_page(theme, title="Nabocafé").event.occurrences.get()
    factories.make_event_page(theme, title="Gåtur")
    sign_up(mine, user=alice, email=alice.email)
    page = text(as_alice.get(url()))
    assert "Nabocafé" in page
    assert "Gåtur" not in page
    assert "/cancel/" in page
    assert "no-store" in as_alice.get(url())["Cache-Control"]
    assert "You are not signed up for anything" in text(as_bob.get(url()))


def test_what_was_begun_with_the_same_address_is_there_to_confirm(as_alice, alice, theme, sign_up):
    sign_up(factories.make_occurrence(theme), email=alice.email.upper())
    page = text(as_alice.get(url()))
    assert "Not confirmed yet" in page
    assert "/confirm/" in page


def test_what_is_cancelled_or_over_is_not_listed(as_alice, alice, theme, sign_up):
    signup = sign_up(factories.make_occurrence(theme), user=alice, email=alice.email)
    with time_machine.travel(factories.in_days(8)):
        assert not as_alice.get(url()).context.get("rows")
    cancellation.cancel(signup)
    assert not as_alice.get(url()).context["rows"]


def test_queries_do_not_grow(as_alice, alice, theme, sign_up, django_assert_max_num_queries):
    for _number in range(15):
        sign_up(factories.make_occurrence(theme), user=alice, email=alice.email)
    with django_assert_max_num_queries(22):
        as_alice.get(url())


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_other_methods_are_refused(as_alice, method):
    assert getattr(as_alice, method)(url()).status_code == 405
