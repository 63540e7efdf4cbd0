"""Readers find the page of a partner by each of its names, and by what the page says."""

import pytest
from django.urls import reverse

from home.models import PartnerPage
from tests.home import translated_pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_committed")]

PATHS = {"da": "/da/soeg/", "en": "/en/search/"}


@pytest.fixture
def pages():
    """The pages of a partner, whose titles have none of its names."""
    source, english = translated_pages.partner_page()
    partner = source.partner
    partner.name, partner.translated_names = "Tårs Boligforening", {"en": "Housing Company"}
    partner.save()
    for page in (source, english):
        PartnerPage.objects.get(pk=page.pk).save()
    return {"da": source, "en": english}


def is_found(client, pages, query: str) -> set[str]:
    """Return the languages in which the search finds the page in that language."""
    answers = {code: client.get(path, {"q": query}) for code, path in PATHS.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {code for code, answer in answers.items() if pages[code].url in answer.text}


@pytest.mark.parametrize("query", ["boligforening", "housing company", "taars"])
def test_it_is_found_by_each_name_in_each_language(client, pages, query):
    assert is_found(client, pages, query) == {"da", "en"}
    assert is_found(client, pages, "jordbær") == set()


def test_what_the_page_says_is_found(client, pages):
    page = PartnerPage.objects.get(pk=pages["da"].pk)
    page.body = [("text", "<p>Vi lejer trailere ud.</p>")]
    page.save()
    assert is_found(client, pages, "trailere") == {"da"}


def test_a_new_name_is_found_at_once_and_the_old_one_no_more(
    as_editor, client, pages, django_capture_on_commit_callbacks
):
    partner = pages["da"].partner
    form = {"name": "Vagtværnet", "name_en": "Night Watch", "role": "association"}
    url = reverse("wagtailsnippets_core_partner:edit", args=[partner.pk])
    form |= {"logo": "", "link": "", "contact_email": "", "slug": partner.slug}
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_editor.post(url, form)
    assert answer.status_code == 302
    for query in ("vagtværnet", "night watch"):
        assert is_found(client, pages, query) == {"da", "en"}
    assert is_found(client, pages, "boligforening") == set()


def test_a_page_that_is_not_published_is_not_found(client, pages):
    pages["en"].unpublish()
    assert is_found(client, pages, "housing company") == {"da"}
