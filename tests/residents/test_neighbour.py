"""A neighbour's page: what the person chose to show, and nothing to search engines."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.moderation.actions import hide_post
from residents.models import PartnerMembership
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(person, language="en"):
    return f"/{language}/{'neighbours' if language == 'en' else 'naboer'}/{person.pk}/"


@pytest.fixture
def told(alice, area):
    """Alice, who has told something of herself and shows all of it."""
    alice.about, alice.area = "Jeg har en hund og en tandem.", area
    alice.shows_area = alice.shows_posts = True
    alice.save()
    return alice


def test_it_shows_what_was_chosen(client, told, theme):
    factories.make_thread(told, theme, "Glatte stier")
    page = client.get(page_of(told)).content.decode()
    for words in (told.public_name, "en hund og en tandem", "Hirtshals", "Glatte stier"):
        assert words in page
    assert told.email not in page


def test_and_nothing_that_was_not(client, told, theme):
    factories.make_thread(told, theme, "Glatte stier")
    told.shows_area = told.shows_posts = False
    told.display_name = "Ali"
    told.save()
    page = client.get(page_of(told)).content.decode()
    assert "Ali" in page
    for words in ("Hirtshals", "Glatte stier", "Jensen"):
        assert words not in page


@pytest.mark.parametrize("language", ["da", "en"])
def test_search_engines_are_kept_out(client, told, language):
    response = client.get(page_of(told, language))
    assert response.status_code == 200
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies


def test_who_has_said_nothing_has_no_page(client, as_bob, alice, bob, theme):
    assert client.get(page_of(alice)).status_code == 404
    assert as_bob.get(page_of(alice)).status_code == 404
    post = factories.make_thread(alice, theme).posts.get()
    assert client.get(page_of(alice)).status_code == 200
    moderator = factories.make_user("m@example.org", "M", groups=("Moderators",))
    hide_post(post=post, moderator=moderator, reason="Reklame.")
    assert client.get(page_of(alice)).status_code == 404


def test_the_deactivated_and_the_unknown_are_not_found(client, told):
    told.is_active = False
    told.save()
    assert client.get(page_of(told)).status_code == 404
    assert client.get("/en/neighbours/987654321/").status_code == 404


def test_one_sees_oneself_as_others_do(as_alice, told, theme, moderator):
    factories.make_thread(told, theme, "Glatte stier")
    hidden = factories.make_thread(told, theme, "Skjult samtale")
    hide_post(post=hidden.posts.get(), moderator=moderator, reason="Reklame.")
    page = as_alice.get(page_of(told)).content.decode()
    assert "This is how others see you" in page
    assert "Glatte stier" in page
    assert "Skjult samtale" not in page


def test_only_methods_to_read(client, told):
    assert client.post(page_of(told)).status_code == 405


def test_badges_come_from_groups_and_partners(client, told, moderator, theme):
    factories.make_thread(moderator, theme)
    assert "badge--moderator" in client.get(page_of(moderator)).content.decode()
    assert "badge" not in client.get(page_of(told)).content.decode()
    municipality = factories.make_partner("Hjørring Kommune", "municipality")
    PartnerMembership.objects.create(partner=municipality, user=told)
    page = client.get(page_of(told)).content.decode()
    assert re.search(r"badge--municipality.*Hjørring Kommune", page, re.S)
    # Of two, the more official one.
    police = factories.make_partner("Lokalpolitiet i Hjørring", "police")
    PartnerMembership.objects.create(partner=police, user=told)
    page = client.get(page_of(told, "da")).content.decode()
    assert re.search(r"badge--police.*Politi<", page, re.S)


def test_the_number_of_queries_is_fixed(client, told, theme):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(told)).status_code == 200
        return len(captured)

    factories.make_thread(told, theme)
    client.get(page_of(told))
    few = queries()
    for number in range(15):
        factories.make_thread(told, theme, f"Samtale {number}")
    assert queries() == few <= 9


def test_it_is_not_in_the_sitemap(client, told):
    assert "neighbours" not in client.get("/sitemap.xml").content.decode()
    assert "naboer" not in client.get("/sitemap.xml").content.decode()
