"""The page with the cards that lead to one's own pages."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def cards(client) -> list[str]:
    html = markup_of(client.get(reverse("residents:account")))
    nav = html[html.index('<nav class="account-menu') :].split("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"', nav)


def test_every_card_leads_to_a_page(as_alice):
    found = cards(as_alice)

    assert len(found) >= 8
    for url in found:
        assert as_alice.get(url).status_code == 200, url


def test_a_resident_has_no_card_for_letters_and_a_moderator_has(as_alice, as_moderator):
    letters = reverse("letters:list")

    assert letters not in cards(as_alice)
    assert letters in cards(as_moderator)


def test_anonymous_readers_are_redirected_to_sign_in(client):
    url = reverse("residents:account")

    assert client.get(url)["Location"] == f"{reverse(settings.LOGIN_URL)}?next={url}"
    assert client.post(url).status_code in {302, 405}


def test_the_page_takes_no_post_and_is_kept_by_no_cache(as_alice):
    url = reverse("residents:account")

    assert as_alice.post(url).status_code == 405
    assert "private" in as_alice.get(url)["Cache-Control"]


def test_the_name_in_the_header_leads_to_it(as_alice):
    header = markup_of(as_alice.get("/da/")).split("</header>")[0]

    assert f'href="{reverse("residents:account")}"'.replace("/en/", "/da/") in header


def test_the_menu_of_a_phone_keeps_the_search_and_names_the_notices(as_alice):
    header = markup_of(as_alice.get("/da/")).split("</header>")[0]
    menu = header[header.index('id="site-menu"') :]

    assert 'role="search"' in menu
    assert re.search(r'<span class="site-unread__word">\w+</span>', menu)
    # The bar keeps its own link to the search, also for those who are signed in.
    assert "site-tool--narrow" in header[: header.index('id="site-menu"')]
