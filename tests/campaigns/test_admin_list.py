"""The list of campaigns in the admin: where an editor finds them, and starts a new one."""

import pytest
from bs4 import BeautifulSoup

from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

LIST = "/admin/campaigns/"
NEW = "/admin/campaigns/choose_parent/"


@pytest.fixture
def theme_page(theme):
    return factories.make_theme_page(theme)


def test_an_editor_finds_all_campaigns_and_the_button_in_the_list(as_editor, theme_page):
    campaign = factories.make_campaign(theme_page, "Lys på cyklen")

    shown = markup_of(as_editor.get(LIST))

    assert f"/admin/pages/{campaign.pk}/edit/" in shown
    assert NEW in shown


def test_the_menu_leads_there(as_editor):
    assert f'"{LIST}"' in as_editor.get("/admin/").content.decode()


def test_a_moderator_who_edits_no_pages_has_no_such_item(as_moderator):
    assert f'"{LIST}"' not in as_moderator.get("/admin/").content.decode()
    response = as_moderator.get(LIST)
    assert response.status_code == 302
    assert response.url == "/admin/"


def test_a_moderator_who_adds_no_pages_is_not_asked_for_a_theme(as_moderator, theme_page):
    for response in (as_moderator.get(NEW), as_moderator.post(NEW, {"parent_page": theme_page.pk})):
        assert response.status_code == 302
        assert response.url == "/admin/"


def test_a_new_campaign_asks_for_its_theme(as_editor, theme_page):
    other = factories.make_theme_page(factories.make_theme("loneliness"))
    factories.make_standard_page("Om os")
    response = as_editor.get(NEW)
    assert response.status_code == 200
    page = BeautifulSoup(markup_of(response), "html.parser")
    offered = {int(field["value"]) for field in page.select("[name=parent_page][type=radio]")}
    assert offered == {theme_page.pk, other.pk}

    response = as_editor.post(NEW, {"parent_page": theme_page.pk})

    assert response.status_code == 302
    assert response.url == f"/admin/pages/add/campaigns/campaignpage/{theme_page.pk}/"
    assert as_editor.get(response.url).status_code == 200


def test_a_page_that_is_no_theme_is_refused(as_editor, theme_page):
    other = factories.make_standard_page("Om os")
    response = as_editor.post(NEW, {"parent_page": other.pk})
    assert response.status_code == 200
    assert response.context["form"].errors["parent_page"]
