"""The language links, hreflang, lang and canonical URLs."""

import re

import pytest
from django.utils.translation import override
from wagtail.models import Locale, PageViewRestriction

from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def alternates(html: str) -> dict[str, str]:
    """Return the hreflang URLs of the page by language."""
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html))


def switcher(html: str, code: str) -> str:
    """Return the URL of the link to the language."""
    link = re.search(rf'<a class="site-tool" href="([^"]+)" hreflang="{code}"', html)
    assert link, f"There is no link to {code}."
    return link[1].replace("&amp;", "&")


def translated(page, title: str):
    """Return a live English version of a Danish page."""
    copy = page.copy_for_translation(Locale.objects.get(language_code="en"))
    copy.title = title
    copy.slug = title.lower()
    copy.save_revision().publish()
    return type(copy).objects.get(pk=copy.pk)


def test_a_page_links_to_its_translation(client):
    page = factories.make_standard_page("Om os")
    english = translated(page, "About")

    html = markup_of(client.get(page.url))

    assert '<html lang="da"' in html
    assert switcher(html, "en") == english.url
    assert alternates(html) == {
        "da": f"http://testserver{page.url}",
        "en": f"http://testserver{english.url}",
        "x-default": f"http://testserver{page.url}",
    }
    assert f'<link rel="canonical" href="http://testserver{page.url}">' in html
    html = markup_of(client.get(english.url))
    assert '<html lang="en"' in html
    assert switcher(html, "da") == page.url


def test_an_untranslated_page_links_to_a_page_with_its_original(client):
    page = factories.make_standard_page("Om os")

    html = markup_of(client.get(page.url))
    assert alternates(html) == {}
    response = client.get(switcher(html, "en"))

    assert response.status_code == 200
    html = markup_of(response)
    assert '<html lang="en"' in html
    assert page.url in html
    assert "noindex" in html


def test_the_untranslated_page_redirects_once_there_is_a_translation(client):
    page = factories.make_standard_page("Om os")
    address = switcher(markup_of(client.get(page.url)), "en")
    english = translated(page, "About")

    assert client.get(address).url == english.url


def test_a_draft_translation_does_not_count(client):
    page = factories.make_standard_page("Om os")
    page.copy_for_translation(Locale.objects.get(language_code="en"))

    html = markup_of(client.get(page.url))

    assert "untranslated" in switcher(html, "en") or "/en/" in switcher(html, "en")
    assert client.get(switcher(html, "en")).context["page"].pk == page.pk


def test_the_calendars_language_link_keeps_the_filters(client, theme):
    page = factories.calendar_page()

    html = markup_of(client.get(f"{page.url}?theme={theme.slug}&view=month"))

    expected = f"{factories.calendar_page('en').url}?theme={theme.slug}&view=month"
    assert switcher(html, "en") == expected


def test_a_threads_language_link_leads_to_the_same_thread(client, theme, alice):
    thread = factories.make_thread(alice, theme)
    with override("en"):
        english = thread.get_absolute_url()

    html = markup_of(client.get(thread.get_absolute_url()))

    assert switcher(html, "en") == english
    assert client.get(english).status_code == 200


def test_the_page_about_a_missing_translation_is_silent_on_pages_for_some(client, as_if_committed):
    page = factories.make_standard_page("Hemmelig")
    address = f"/en/untranslated/{page.pk}/"
    assert page.url in client.get(address).content.decode()

    PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert client.get(address).status_code == 404
