"""The dashboard of a new site says what to do first."""

import pytest
from django.urls import reverse

from home.first_steps import first_steps
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

HEADING = 'id="first-steps"'


@pytest.fixture
def administrator(db):
    return factories.make_user("admin@example.org", "Ada", groups=("Administrators",))


def test_the_links_of_an_administrator_open_forms(client, administrator):
    factories.sign_in(client, administrator)

    page = markup_of(client.get("/admin/"))

    assert HEADING in page
    for step in first_steps(administrator):
        assert not step.is_done
        assert f'href="{step.url}"' in page
        assert client.get(step.url).status_code == 200


def test_editors_get_links_to_what_they_may_do(as_editor, editor):
    steps = first_steps(editor)

    assert HEADING in markup_of(as_editor.get("/admin/"))
    assert [bool(step.url) for step in steps] == [False, True, True, True, False]


def test_a_moderator_sees_no_steps(as_moderator):
    assert HEADING not in markup_of(as_moderator.get("/admin/"))


def test_they_are_gone_when_all_are_done(as_editor, editor, theme):
    factories.make_theme_page(theme)
    factories.make_standard_page()
    factories.make_event_page(theme)

    assert all(step.is_done for step in first_steps(editor))
    assert HEADING not in markup_of(as_editor.get("/admin/"))


def test_each_theme_needs_a_page(editor, theme):
    factories.make_theme_page(theme)
    factories.make_theme("loneliness")

    assert [step.is_done for step in first_steps(editor)][:2] == [True, False]


def test_the_links_to_the_themes_lead_somewhere_on_an_empty_site(client):
    themes_url = reverse("home:themes")

    assert f'href="{themes_url}"' in markup_of(client.get("/da/"))
    assert client.get(themes_url).status_code == 200
