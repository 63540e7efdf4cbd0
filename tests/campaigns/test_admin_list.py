"""The list of campaigns in the admin: where an editor finds them, and starts a new one."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from core.models import OutdatedTranslation
from core.outdated_translations import Freshness
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


def rows_of(response):
    page = BeautifulSoup(markup_of(response), "html.parser")
    return {
        row.select_one(".title-wrapper").get_text(strip=True): row
        for row in page.select("table.listing tbody tr")
    }


def make_translation(campaign, title, **fields):
    english = campaign.copy_for_translation(
        Locale.objects.get(language_code="en"), copy_parents=True
    )
    for name, value in {"title": title, "draft_title": title, **fields}.items():
        setattr(english, name, value)
    english.save()
    return english


def test_each_campaign_has_one_row_in_the_language_of_the_editor(as_editor, editor, theme_page):
    make_translation(factories.make_campaign(theme_page, "Lys på"), "Lights on", live=True)
    factories.make_campaign(theme_page, "Kun dansk")

    assert set(rows_of(as_editor.get(LIST))) == {"Lys på", "Kun dansk"}
    assert set(rows_of(as_editor.get(LIST, {"q": "lys"}))) == {"Lys på"}

    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": "en"})
    assert set(rows_of(as_editor.get(LIST))) == {"Lights on", "Kun dansk"}


def test_a_row_says_the_theme_and_how_the_translation_stands(as_editor, theme, theme_page):
    current = factories.make_campaign(theme_page, "Ajour")
    english = make_translation(current, "Current", live=True)
    behind = factories.make_campaign(theme_page, "Bagud")
    outdated = make_translation(behind, "Behind", live=True)
    OutdatedTranslation.objects.create(page_id=outdated.pk, since=timezone.now())
    make_translation(factories.make_campaign(theme_page, "Kladde"), "Draft", live=False)
    factories.make_campaign(theme_page, "Uden")

    response = as_editor.get(LIST)

    assert "4 kampagner" in markup_of(response)
    rows = rows_of(response)
    shown = {title: row.get_text(" ", strip=True) for title, row in rows.items()}
    for title, freshness in (
        ("Ajour", Freshness.CURRENT),
        ("Bagud", Freshness.OUTDATED),
        ("Kladde", Freshness.DRAFT),
        ("Uden", Freshness.MISSING),
    ):
        with translation.override("da"):
            assert str(freshness.label) in shown[title]
            assert theme.name_in("da") in shown[title]
    assert rows["Ajour"].select_one(f'td:not(.title) [href="/admin/pages/{english.pk}/edit/"]')


@pytest.mark.usefixtures("as_if_committed")
def test_the_translations_of_all_rows_take_one_query(as_editor, theme_page):
    """Wagtail asks for more, for the buttons of each row."""
    for number in range(3):
        make_translation(factories.make_campaign(theme_page, f"Nr. {number}"), f"No. {number}")

    with CaptureQueriesContext(connection) as captured:
        as_editor.get(LIST)

    asked = [query["sql"] for query in captured if '"translation_key" IN' in query["sql"]]
    assert len(asked) == 1


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
