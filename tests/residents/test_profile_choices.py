"""What a resident lets others see."""

import pytest

pytestmark = pytest.mark.django_db

PROFILE = "/en/account/profile/"
NAMES = {"first_name": "Alice", "last_name": "Jensen", "display_name": "", "language": "en"}


def test_saving_changes_what_others_see(as_alice, alice, area):
    chosen = {
        "about": "Jeg har\nen hund.",
        "area": area.pk,
        "shows_area": "on",
        "shows_posts": "on",
    }
    assert as_alice.post(PROFILE, NAMES | chosen).status_code == 302
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
    ("changes", "words"),
    [
        ({"about": "x" * 401}, "at most 400 characters"),
        ({"about": "Jeg er født 010203-1234"}, "looks like a CPR number"),
        ({"area": "999999"}, "Select a valid choice"),
        ({"display_name": "Lokalpolitiet"}, "looks like an authority"),
        ({"display_name": "A\u200bli"}, "cannot be seen"),
    ],
)
def test_invalid_input_is_reported_and_not_saved(as_alice, alice, changes, words):
    response = as_alice.post(PROFILE, NAMES | {"about": "Hej."} | changes)
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert 'aria-invalid="true"' in page
    alice.refresh_from_db()
    assert alice.about == alice.display_name == ""


def test_the_header_keeps_the_saved_name_when_the_form_is_invalid(as_alice):
    page = as_alice.post(PROFILE, NAMES | {"display_name": "Politiet"}).content.decode()
    header = page.split("</header>")[0]
    assert "Politiet" not in header
    assert "Alice Jensen" in header
