"""The drawing that a resident may choose to have beside their name instead of the initials."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import IntegrityError, transaction

from residents.models import Drawing, User
from tests import factories

pytestmark = pytest.mark.django_db

PROFILE = "/en/account/profile/"
NAMES = {"first_name": "Alice", "last_name": "Jensen", "display_name": "", "language": "en"}
FILE = "icons/avatars"


def choose(client, drawing):
    return client.post(PROFILE, NAMES | {"drawing": drawing})


def test_each_drawing_is_in_the_file():
    file = Path(finders.find("icons/avatars.svg")).read_text()
    assert re.findall(r'<symbol id="(\w+)"', file) == Drawing.values


def test_a_resident_chooses_a_drawing_and_goes_back_to_initials(as_alice, alice):
    for drawing in ("cat", ""):
        assert choose(as_alice, drawing).status_code == 302
        alice.refresh_from_db()
        assert alice.drawing == drawing


def test_a_form_without_the_field_keeps_the_drawing(as_alice, alice):
    choose(as_alice, "boat")
    as_alice.post(PROFILE, NAMES)
    alice.refresh_from_db()
    assert alice.drawing == "boat"


@pytest.mark.parametrize("drawing", ["dragon", "CAT", "../sprite", '"><b>'])
def test_other_drawings_are_refused(as_alice, alice, drawing):
    response = choose(as_alice, drawing)
    assert response.status_code == 200
    [error] = response.context["form"].errors.as_data()["drawing"]
    assert error.code == "invalid_choice"
    alice.refresh_from_db()
    assert alice.drawing == ""


def test_the_database_refuses_other_drawings(alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=alice.pk).update(drawing="dragon")


def test_what_is_chosen_stays_chosen_in_a_form_with_errors(as_alice):
    response = as_alice.post(PROFILE, NAMES | {"drawing": "sun", "first_name": ""})
    assert response.status_code == 200
    assert response.context["form"]["drawing"].value() == "sun"


@pytest.mark.usefixtures("as_if_committed")
def test_a_new_drawing_shows_on_cached_pages_at_once(client, as_alice, alice, theme):
    page = factories.make_thread(alice, theme, "Glatte stier").get_absolute_url()
    assert FILE not in client.get(page).content.decode()
    choose(as_alice, "tree")
    assert "#tree" in client.get(page).content.decode()
    choose(as_alice, "")
    assert FILE not in client.get(page).content.decode()


def test_posts_in_a_partners_name_do_not_show_the_drawing_of_the_person(client, alice, theme):
    thread = factories.make_thread(alice, theme, "Glatte stier")
    User.objects.filter(pk=alice.pk).update(drawing="dog")
    thread.posts.update(partner=factories.make_partner("Sindal Boldklub", "association"))
    assert FILE not in client.get(thread.get_absolute_url()).content.decode()


def test_the_public_page_shows_the_drawing(client, alice):
    User.objects.filter(pk=alice.pk).update(drawing="mitten", about="Hej.")
    page = client.get(alice.get_absolute_url()).content.decode()
    assert "#mitten" in page
