"""The main menu, the breadcrumbs, and the lists of themes and campaigns."""

import re

import pytest
from django.urls import reverse

from home import views
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


def test_the_footer_links_every_theme_to_its_page_or_else_to_its_threads(client, theme):
    page = factories.make_theme_page(theme)
    factories.make_theme("loneliness")

    footer = markup_of(client.get("/da/")).split("<footer")[1]

    threads = "/da/forum/?theme=loneliness"
    assert set(links(footer, '<nav class="site-footer__themes"')) == {page.url, threads}
    # Their number is the editors' affair.
    assert "seks" not in footer


def test_the_themes_are_listed_with_their_pages(client, theme):
    page = factories.make_theme_page(theme)

    html = markup_of(client.get(THEMES))

    assert f'href="{page.url}"' in html.split("<main")[1].split("</main>")[0]


def phases_of(response) -> dict[str, list[str]]:
    """Return the titles that the list of campaigns shows, by phase, in their order."""
    return {
        phase.value: [page.title for page in pages] for phase, pages in response.context["phases"]
    }


def test_the_campaigns_of_the_language_are_listed_by_phase(client, theme):
    page = factories.make_theme_page(theme)
    factories.make_campaigns_of_each_phase(page)
    factories.make_campaign(page, "Draft", live=False)
    english = factories.make_theme_page(theme, "en")
    factories.make_campaign(english, "English")

    found = phases_of(client.get(CAMPAIGNS))

    assert found == {"running": ["running"], "coming": ["coming"], "over": ["over"]}
    assert list(found) == ["running", "coming", "over"]
    assert phases_of(client.get("/en/campaigns/")) == {"running": ["English"]}


def test_the_campaigns_can_be_narrowed_down_to_a_theme(client, theme):
    other = factories.make_theme("loneliness")
    factories.make_campaign(factories.make_theme_page(theme), "Cykeldag")
    factories.make_campaign(factories.make_theme_page(other), "Kaffe på bænken")

    chosen = client.get(CAMPAIGNS, {"theme": "loneliness"})

    assert phases_of(chosen) == {"running": ["Kaffe på bænken"]}
    assert [each.label for each in chosen.context["chosen"]] == [other.name_in("da")]
    assert len(phases_of(client.get(CAMPAIGNS, {"theme": "unknown"}))["running"]) == 2


def test_the_pages_of_a_narrowed_list_keep_the_theme(client, theme, monkeypatch):
    monkeypatch.setattr(views, "CAMPAIGNS_PER_PAGE", 1)
    page = factories.make_theme_page(theme)
    for number in range(2):
        factories.make_campaign(page, f"Nr. {number}")

    html = markup_of(client.get(CAMPAIGNS, {"theme": theme.slug}))

    assert f"{CAMPAIGNS}?theme={theme.slug}&amp;page=2" in html


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
