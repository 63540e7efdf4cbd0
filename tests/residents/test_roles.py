"""The permissions of the roles, and who may open the admin."""

import pytest
from django.test import Client

from residents import roles
from tests import factories

pytestmark = pytest.mark.django_db


def test_wagtails_sign_in_redirects_to_the_hubs(alice):
    client = Client()

    for method in (client.get, client.post):
        response = method(
            "/admin/login/", {"username": alice.email, "password": factories.PASSWORD}
        )
        assert response.status_code == 302
        assert "/account/login/" in response.url or "/konto/login/" in response.url
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/password_reset/"])
def test_anonymous_readers_cannot_open_the_admin(client, path):
    response = client.get(path)

    assert response.status_code in {302, 404}
    assert b"wagtail" not in response.content.lower()


def test_editors_may_publish_and_translate_pages_only(editor):
    assert editor.has_perm("wagtailadmin.access_admin")
    assert editor.has_perm("wagtail_localize.submit_translation")
    page = factories.front_page()
    permissions = page.permissions_for_user(editor)
    assert permissions.can_edit()
    assert permissions.can_publish()
    assert permissions.can_add_subpage()
    assert not editor.has_perm("forum.moderate")
    assert not editor.has_perm("residents.change_user")


def test_moderators_may_moderate_only(moderator):
    assert moderator.has_perm("forum.moderate")
    assert not factories.front_page().permissions_for_user(moderator).can_edit()


def test_administrators_may_do_everything(db):
    admin = factories.make_user("admin@example.org", "Ada", groups=(roles.ADMINISTRATORS,))

    for permission in ("forum.moderate", "residents.change_user", "core.change_sitesettings"):
        assert admin.has_perm(permission)
    assert factories.front_page().permissions_for_user(admin).can_publish()


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/pages/add/campaigns/campaignpage/{theme_page}/", "/admin/images/"]
)
def test_editors_can_open_the_admin_pages(as_editor, theme, path):
    theme_page = factories.make_theme_page(theme)

    assert as_editor.get(path.format(theme_page=theme_page.pk)).status_code == 200
