"""The card under an event's title, and the dates of a series."""

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def main_of(response) -> str:
    return markup_of(response).split("<main")[1].split("</main>")[0]


def test_date_place_seats_and_button_come_right_after_the_title(client, theme):
    page = factories.make_event_page(theme, summary="Kom og se.", venue="Havnen", capacity=20)
    [occurrence] = page.event.occurrences.all()
    sign_up = reverse("events:sign_up", args=[occurrence.pk]).replace("/en/", "/da/")

    html = main_of(client.get(page.url))

    places = [
        html.index(part)
        for part in ("</h1>", "<time", "Havnen", 'class="chip', f'href="{sign_up}"', "Kom og se.")
    ]
    assert places == sorted(places)
    assert html.count(f'href="{sign_up}"') == 1


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_an_event_that_does_not_take_place_has_no_button(client, theme, status):
    page = factories.make_event_page(theme, status=status, status_reason="Storm.")

    assert 'class="button"' not in main_of(client.get(page.url))


def test_a_series_is_one_row_a_date(client, theme):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=4, capacity=5)

    html = main_of(client.get(page.url))

    rows = re.findall(r"<li>(?:(?!</li>).)*</li>", html[html.index('class="date-rows"') :])
    dated = [row for row in rows if "<time" in row]
    assert len(dated) == 3
    for row in dated:
        assert row.count("<a ") == 1
        assert "/event.ics" not in row


def test_a_follow_button_says_to_strangers_that_it_needs_a_sign_in(client, as_alice, theme):
    page = factories.make_theme_page(theme)
    label = f"Log ind for at følge {theme.slug.replace('-', ' ').capitalize()} (da)"

    assert label in main_of(client.get(page.url))
    assert label not in main_of(as_alice.get(page.url))


def test_a_resident_who_is_signed_up_sees_that_instead_of_the_places_left(
    client, as_alice, as_bob, alice, theme
):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=3, capacity=5)
    own, other, _ = page.event.occurrences.order_by("starts_at")
    factories.sign_up(own, user=alice, email=alice.email)

    def buttons(reader):
        return re.findall(r'class="(button[^"]*)" href="([^"]*)"', main_of(reader.get(page.url)))

    address = reverse("events:sign_up", args=[own.pk]).replace("/en/", "/da/")
    assert ("button button--quiet", address) in buttons(as_alice)
    assert ("button", address.replace(str(own.pk), str(other.pk))) in buttons(as_alice)
    assert "#check-circle" in main_of(as_alice.get(page.url))
    for reader in (as_bob, client):
        assert ("button", address) in buttons(reader)
        assert "#check-circle" not in main_of(reader.get(page.url))


def test_the_list_names_no_venue_for_an_event_that_was_moved_online(client, theme):
    page = factories.make_event_page(
        theme, venue="Skolen", status="moved_online", status_reason="Storm."
    )

    assert "Skolen" not in main_of(client.get(page.get_parent().url))
