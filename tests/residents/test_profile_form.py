"""A resident's own page."""

import pytest

pytestmark = pytest.mark.django_db

PROFILE = "/en/account/profile/"


def test_saving_changes_the_names_and_the_language(as_alice, alice):
    details = {"first_name": "Alice", "last_name": "Holm", "display_name": "Ali", "language": "en"}

    assert as_alice.post(PROFILE, details).status_code == 302

    alice.refresh_from_db()
    assert (alice.public_name, alice.get_full_name(), alice.language) == ("Ali", "Alice Holm", "en")


def test_anonymous_readers_are_redirected_to_the_sign_in(client):
    response = client.get(PROFILE)

    assert response.status_code == 302
    assert "login" in response.url
    assert "next=" in response.url


@pytest.mark.parametrize("name", ["Moderator", "Hj. Kommune", "010203-1234"])
def test_a_reserved_display_name_is_refused(as_alice, alice, name):
    details = {"first_name": "Alice", "last_name": "Holm", "display_name": name, "language": "en"}

    response = as_alice.post(PROFILE, details)

    assert response.status_code == 200
    alice.refresh_from_db()
    assert alice.display_name == ""


def test_an_unknown_language_is_refused(as_alice, alice):
    details = {"first_name": "Alice", "last_name": "Holm", "display_name": "", "language": "xx"}

    assert as_alice.post(PROFILE, details).status_code == 200
    alice.refresh_from_db()
    assert alice.language == "da"


def test_the_page_is_not_cached(as_alice):
    assert "no-store" in as_alice.get(PROFILE)["Cache-Control"]


def test_other_methods_are_refused(as_alice):
    assert as_alice.delete(PROFILE).status_code == 405
