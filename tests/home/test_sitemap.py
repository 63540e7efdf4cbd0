"""The sitemap names what is no page of Wagtail in every language, too."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from tests import factories

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def languages_of(client) -> dict[str, dict[str, str]]:
    """Return the languages of each address in the sitemap, with their addresses."""
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    return {
        url.findtext(f"{SITEMAP}loc"): {
            link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")
        }
        for url in sitemap
    }


def addresses(name: str, *args: str) -> dict[str, str]:
    found = {}
    for code in LANGUAGES:
        with override(code):
            found[code] = settings.BASE_URL + reverse(name, args=args)
    return found


@pytest.mark.parametrize("name", ["themes", "campaigns", "results"])
def test_lists_are_in_every_language(client, name):
    expected = addresses(f"home:{name}")
    found = languages_of(client)
    assert [found.get(url) for url in expected.values()] == [expected] * len(LANGUAGES)


def test_the_list_of_threads_is_in_every_language(client):
    expected = addresses("forum:threads")
    found = languages_of(client)
    assert [found.get(url) for url in expected.values()] == [expected] * len(LANGUAGES)


def test_tags_are_in_every_language(client, theme):
    page = factories.make_campaign(factories.make_theme_page(theme))
    page.tags.add("lygter")
    page.save()
    expected = addresses("home:tag", "lygter")
    found = languages_of(client)
    assert [found.get(url) for url in expected.values()] == [expected] * len(LANGUAGES)
