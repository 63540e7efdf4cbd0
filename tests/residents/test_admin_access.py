"""Who may open the admin, what the others get, and its language."""

import pytest
from wagtail.models import Workflow
from wagtail.users.models import UserProfile

from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/images/", "/admin/nothing/"])
def test_residents_get_a_page_with_a_way_back(as_alice, path):
    response = as_alice.get(path)

    assert response.status_code == 403
    assert f'href="{factories.front_page().url}"' in markup_of(response)
    assert response["Cache-Control"].startswith("private")
    assert as_alice.post(path).status_code == 403


def test_the_page_is_in_the_language_of_the_account(as_alice, alice):
    alice.language = "en"
    alice.save()

    response = as_alice.get("/admin/", HTTP_ACCEPT_LANGUAGE="da")

    assert response["Content-Language"] == "en"


def test_anonymous_readers_are_asked_to_sign_in(client):
    response = client.get("/admin/pages/")

    assert response.status_code == 302
    assert "next=/admin/pages/" in response.url


def test_a_moderator_opens_the_page_that_the_workflow_mail_links_to(as_moderator, editor, theme):
    page = factories.make_theme_page(theme)
    page.save_revision(user=editor)
    Workflow.objects.get().start(page, editor)

    assert as_moderator.get("/admin/").status_code == 200
    assert as_moderator.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    other = factories.make_theme_page(factories.make_theme("loneliness"))
    for path in (f"/admin/pages/{other.pk}/edit/", "/admin/users/", "/admin/snippets/core/theme/"):
        response = as_moderator.get(path)
        assert (response.status_code, response.url) == (302, "/admin/")


def test_the_admin_is_in_the_language_of_the_account_whatever_the_browsers(as_editor, editor):
    for language, browser in (("da", "en"), ("en", "da")):
        editor.language = language
        editor.save()
        UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": ""})

        page = as_editor.get("/admin/account/", HTTP_ACCEPT_LANGUAGE=browser)

        assert f'<html lang="{language}"' in markup_of(page)


def test_the_account_page_offers_the_languages_of_the_hub_only(as_editor, settings):
    fields = as_editor.get("/admin/account/").context["panels_by_tab"]
    forms = [panel.get_form() for panels in fields.values() for panel in panels]
    choices = [
        code
        for form in forms
        if "preferred_language" in form.fields
        for code, _name in form.fields["preferred_language"].choices
    ]

    assert choices == ["", *dict(settings.LANGUAGES)]
    assert not any("current_time_zone" in form.fields for form in forms)
