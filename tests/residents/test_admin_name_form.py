"""The account page of the admin takes no name that the profile refuses."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.views.account import AccountView

from residents.models import User

pytestmark = pytest.mark.django_db


def save_names(client: Client, first_name: str, last_name: str) -> int:
    """Send the form of the account page with these names; return the status."""
    fields = {
        **{"name_email-first_name": first_name, "name_email-last_name": last_name},
        **{"locale-preferred_language": "", "theme-theme": "system"},
        **{"theme-contrast": "system", "theme-density": "default"},
    }
    return client.post(reverse("wagtailadmin_account"), fields).status_code


@pytest.mark.parametrize(
    ("first_name", "last_name"),
    [
        *[("Politiet", "Nordjylland"), ("Poli", "ti"), ("Mona", "Hjørring Kommune")],
        *[("Mona", "Ma\u202egnus"), ("Mona", "140762-1235"), ("Mona", "x" * 61)],
    ],
)
def test_a_moderator_cannot_take_the_name_of_an_authority(
    as_moderator, moderator, first_name, last_name
):
    before = moderator.get_full_name()

    save_names(as_moderator, first_name, last_name)

    moderator.refresh_from_db()
    assert moderator.get_full_name() == before


@pytest.mark.parametrize("name", ["Mona", "Moderator Mona"])
def test_names_that_the_profile_takes_are_saved(as_moderator, moderator, name):
    assert save_names(as_moderator, f"  {name} ", "Lind\u00a0Holm") == 302

    moderator.refresh_from_db()
    assert moderator.get_full_name() == f"{name} Lind Holm"


def test_a_name_that_an_administrator_entered_stays(as_moderator, moderator):
    User.objects.filter(pk=moderator.pk).update(first_name="Mona", last_name="Politi")

    assert save_names(as_moderator, "Mona", "Politi") == 302
    assert save_names(as_moderator, "Politi", "Mona") == 200


def test_no_other_form_of_the_account_page_changes_names(rf, moderator):
    """A new panel of Wagtail with names would need the rules, too."""
    request = rf.get("/")
    request.user = moderator
    view = AccountView(request=request)
    names = {field.name for field in User._meta.fields if "name" in field.name}

    with_names = [panel.name for panel in view.get_panels() if names & set(panel.get_form().fields)]

    assert with_names == ["name_email"]
