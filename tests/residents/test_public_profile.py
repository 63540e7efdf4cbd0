"""The public profile page shows what the person chose, and search engines may not index it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from forum.moderation.actions import hide_post
from residents.models import PartnerMembership
from tests import factories

pytestmark = pytest.mark.django_db


def profile_url(person, language="en"):
    return f"/{language}/{'neighbours' if language == 'en' else 'naboer'}/{person.pk}/"


@pytest.fixture
def public_alice(alice, area):
    """Alice with a complete profile that shows everything."""
    alice.about, alice.area = "Jeg har en hund og en tandem.", area
    alice.shows_area = alice.shows_posts = True
    alice.save()
    return alice


def test_the_page_shows_what_the_person_chose(client, public_alice, theme):
    factories.make_thread(public_alice, theme, "Glatte stier")
    page = client.get(profile_url(public_alice)).content.decode()
    for text in (public_alice.public_name, "en hund og en tandem", "Hirtshals", "Glatte stier"):
        assert text in page
    assert public_alice.email not in page


def test_the_page_hides_what_the_person_did_not_choose(client, public_alice, theme):
    factories.make_thread(public_alice, theme, "Glatte stier")
    public_alice.shows_area = public_alice.shows_posts = False
    public_alice.display_name = "Ali"
    public_alice.save()
    page = client.get(profile_url(public_alice)).content.decode()
    assert "Ali" in page
    for text in ("Hirtshals", "Glatte stier", "Jensen"):
        assert text not in page


@pytest.mark.parametrize("language", ["da", "en"])
def test_search_engines_may_not_index_the_page(client, public_alice, language):
    response = client.get(profile_url(public_alice, language))
    assert response.status_code == 200
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies


def test_a_person_without_public_content_has_no_page(client, as_bob, alice, bob, theme):
    assert client.get(profile_url(alice)).status_code == 404
    assert as_bob.get(profile_url(alice)).status_code == 404
    post = factories.make_thread(alice, theme).posts.get()
    assert client.get(profile_url(alice)).status_code == 200
    moderator = factories.make_user("m@example.org", "M", groups=("Moderators",))
    hide_post(post=post, moderator=moderator, reason="Reklame.")
    assert client.get(profile_url(alice)).status_code == 404


def test_inactive_and_unknown_people_are_not_found(client, public_alice):
    public_alice.is_active = False
    public_alice.save()
    assert client.get(profile_url(public_alice)).status_code == 404
    assert client.get("/en/neighbours/987654321/").status_code == 404


def test_ones_own_page_shows_what_others_see(as_alice, public_alice, theme, moderator):
    factories.make_thread(public_alice, theme, "Glatte stier")
    hidden = factories.make_thread(public_alice, theme, "Skjult samtale")
    hide_post(post=hidden.posts.get(), moderator=moderator, reason="Reklame.")
    response = as_alice.get(profile_url(public_alice))
    assert response.context["is_own"]
    page = response.content.decode()
    assert 'class="notice notice--info"' in page
    with translation.override("en"):
        assert f'href="{reverse("residents:profile")}"' in page
    assert "Glatte stier" in page
    assert "Skjult samtale" not in page


def test_the_page_refuses_post(client, public_alice):
    assert client.post(profile_url(public_alice)).status_code == 405


def test_badges_come_from_groups_and_partner_memberships(client, public_alice, moderator, theme):
    factories.make_thread(moderator, theme)
    assert "badge--moderator" in client.get(profile_url(moderator)).content.decode()
    assert "badge" not in client.get(profile_url(public_alice)).content.decode()
    municipality = factories.make_partner("Hjørring Kommune", "municipality")
    PartnerMembership.objects.create(partner=municipality, user=public_alice)
    page = client.get(profile_url(public_alice)).content.decode()
    assert re.search(r"badge--municipality.*Hjørring Kommune", page, re.S)
    # A member of two partners has the badge of the more official one.
    police = factories.make_partner("Lokalpolitiet i Hjørring", "police")
    PartnerMembership.objects.create(partner=police, user=public_alice)
    page = client.get(profile_url(public_alice, "da")).content.decode()
    assert re.search(r"badge--police.*Politi<", page, re.S)


def test_the_number_of_queries_is_constant(client, public_alice, theme):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(profile_url(public_alice)).status_code == 200
        return len(captured)

    factories.make_thread(public_alice, theme)
    client.get(profile_url(public_alice))
    queries_for_one = queries()
    for number in range(15):
        factories.make_thread(public_alice, theme, f"Samtale {number}")
    assert queries() == queries_for_one <= 9


def test_profiles_are_not_in_the_sitemap(client, public_alice):
    assert "neighbours" not in client.get("/sitemap.xml").content.decode()
    assert "naboer" not in client.get("/sitemap.xml").content.decode()
