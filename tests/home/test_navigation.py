"""The main menu, the breadcrumbs, and the lists of themes and campaigns."""

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

CAMPAIGNS, THEMES = "/da/kampagner/", "/da/temaer/"


def links(html: str, opening: str) -> dict[str, bool]:
    """Return the links of the first `nav` that begins so, and whether each is the current one."""
    nav = html[html.index(opening) :].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]+)"([^>]*)>', nav)
    return {url: "aria-current" in rest for url, rest in found}


def main_menu(html: str) -> dict[str, bool]:
    return links(html, '<nav class="site-menu__nav"')


@pytest.mark.parametrize(("language", "first"), [("da", THEMES), ("en", "/en/themes/")])
def test_the_main_menu_has_the_themes_and_the_campaigns(client, language, first):
    menu = main_menu(markup_of(client.get(f"/{language}/")))

    assert next(iter(menu)) == first
    assert not any(menu.values())


def test_the_menu_marks_the_section_of_a_theme_and_of_a_campaign(client, theme):
    page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(page)

    assert main_menu(markup_of(client.get(page.url)))[THEMES]
    marked = main_menu(markup_of(client.get(campaign.url)))
    assert marked[CAMPAIGNS]
    assert not marked[THEMES]


def test_a_theme_and_a_campaign_have_breadcrumbs(client, theme):
    page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(page)
    breadcrumb = '<nav class="breadcrumb'

    assert list(links(markup_of(client.get(page.url)), breadcrumb)) == ["/da/", THEMES]
    found = list(links(markup_of(client.get(campaign.url)), breadcrumb))
    assert found == ["/da/", THEMES, page.url]


def test_the_themes_are_listed_with_their_pages(client, theme):
    page = factories.make_theme_page(theme)

    html = markup_of(client.get(THEMES))

    assert f'href="{page.url}"' in html.split("<main")[1].split("</main>")[0]


def test_the_campaigns_of_the_language_are_listed_active_ones_first(client, theme):
    page = factories.make_theme_page(theme)
    for status in ("finished", "planned", "active"):
        factories.make_campaign(page, status, status=status)
    factories.make_campaign(page, "Draft", live=False)
    english = factories.make_theme_page(theme, "en")
    factories.make_campaign(english, "English")

    listed = client.get(CAMPAIGNS).context["campaigns"]

    assert [campaign.title for campaign in listed] == ["active", "planned", "finished"]
    assert [each.title for each in client.get("/en/campaigns/").context["campaigns"]] == ["English"]


@pytest.mark.parametrize("page", ["2", "99", "x", "-1", "9" * 40])
def test_any_number_of_a_page_of_campaigns_works(client, theme, page):
    parent = factories.make_theme_page(theme)
    factories.make_campaign(parent)

    assert client.get(CAMPAIGNS, {"page": page}).status_code == 200


@pytest.mark.parametrize("name", ["home:themes", "home:campaigns"])
def test_an_empty_list_says_so_and_nothing_can_be_posted_to_it(client, name):
    html = markup_of(client.get(reverse(name)))

    assert '<div class="empty' in html
    assert client.post(reverse(name)).status_code == 405
