"""The form on which residents edit their profile."""

import pytest

pytestmark = pytest.mark.django_db

PROFILE = "/en/account/profile/"
NAMES = {"first_name": "Alice", "last_name": "Jensen", "display_name": "", "language": "en"}


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


def test_a_real_name_that_an_administrator_entered_stays(as_alice, alice):
    alice.last_name = "Politi"
    alice.save()
    details = NAMES | {"first_name": alice.first_name, "last_name": "Politi"}

    assert as_alice.post(PROFILE, details).status_code == 302
    assert as_alice.post(PROFILE, details | {"first_name": "Politi"}).status_code == 200
    assert as_alice.post(PROFILE, details | {"display_name": "Politi"}).status_code == 200


def test_an_unknown_language_is_refused(as_alice, alice):
    details = {"first_name": "Alice", "last_name": "Holm", "display_name": "", "language": "xx"}

    assert as_alice.post(PROFILE, details).status_code == 200
    alice.refresh_from_db()
    assert alice.language == "da"


def test_the_page_is_not_cached(as_alice):
    assert "no-store" in as_alice.get(PROFILE)["Cache-Control"]


def test_other_methods_are_refused(as_alice):
    assert as_alice.delete(PROFILE).status_code == 405


def test_saving_changes_what_others_see(as_alice, alice, area):
    choices = {
        "about": "Jeg har\nen hund.",
        "area": area.pk,
        "shows_area": "on",
        "shows_posts": "on",
    }
    assert as_alice.post(PROFILE, NAMES | choices).status_code == 302
    alice.refresh_from_db()
    assert (alice.about, alice.area) == ("Jeg har en hund.", area)
    assert alice.shows_area
    assert alice.shows_posts
    as_alice.post(PROFILE, NAMES)
    alice.refresh_from_db()
    assert (alice.about, alice.area, alice.shows_area, alice.shows_posts) == (
        "",
        None,
        False,
        False,
    )


def test_the_form_links_to_the_public_page(as_alice, alice):
    page = as_alice.get(PROFILE).content.decode()
    assert f'href="{alice.get_absolute_url()}"' in page.replace("/da/naboer", "/en/neighbours")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"about": "x" * 401}, "max_length"),
        ({"about": "Jeg er født 010203-1234"}, "personal_data"),
        ({"area": "999999"}, "invalid_choice"),
        ({"display_name": "Lokalpolitiet"}, "reserved_name"),
        ({"display_name": "A\u200bli"}, "unseen"),
    ],
)
def test_invalid_input_is_reported_and_not_saved(as_alice, alice, changes, code):
    response = as_alice.post(PROFILE, NAMES | {"about": "Hej."} | changes)
    assert response.status_code == 200
    [field] = changes
    assert response.context["form"].errors.as_data()[field][0].code == code
    assert 'aria-invalid="true"' in response.content.decode()
    alice.refresh_from_db()
    assert alice.about == alice.display_name == ""


def test_the_header_keeps_the_saved_name_when_the_form_is_invalid(as_alice):
    page = as_alice.post(PROFILE, NAMES | {"display_name": "Politiet"}).content.decode()
    header = page.split("</header>")[0]
    assert "Politiet" not in header
    assert "Alice Jensen" in header
