"""Slugs of pages: ASCII, with Danish letters as two."""

import json

import pytest

from core.slugs import AsciiSlugInput
from tests import factories

TITLE = "Lås døren, også om dagen"
SLUG = "laas-doeren-ogsaa-om-dagen"


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("title", [TITLE, TITLE.replace("å", "a\u030a"), TITLE.upper()])
def test_a_page_without_a_slug_gets_one_from_its_title(db, language, title):
    assert factories.make_standard_page(title, language).slug == SLUG


def test_two_pages_with_one_title_get_two_slugs(db):
    assert factories.make_standard_page(TITLE).slug == SLUG
    assert factories.make_standard_page(TITLE).slug == f"{SLUG}-1"


def test_a_slug_that_was_typed_stays(db):
    page = factories.make_standard_page(TITLE, slug="dagen")
    page.title = "Andet"
    page.save()
    assert page.slug == "dagen"


def test_a_slug_with_other_letters_is_saved_in_ascii(db):
    page = factories.make_standard_page(TITLE)
    page.slug = "på-løkken"
    page.full_clean()
    assert page.slug == "paa-loekken"


def test_editors_get_the_widget_on_pages(as_editor):
    page = factories.make_standard_page(TITLE)
    form = as_editor.get(f"/admin/pages/{page.pk}/edit/").context["form"]
    assert isinstance(form.fields["slug"].widget, AsciiSlugInput)


def test_the_browser_replaces_danish_letters_before_it_makes_a_slug(as_editor):
    page = factories.make_standard_page(TITLE)
    for address in (f"/admin/pages/{page.pk}/copy/", "/admin/snippets/core/area/add/"):
        response = as_editor.get(address)
        fields = response.context["form"].fields
        widget = (fields.get("new_slug") or fields["slug"]).widget
        replaced = json.loads(widget.attrs["data-w-slug-formatters-value"])
        assert [["å", "gu"], "aa"] in replaced
        assert [["a\u030a", "gu"], "aa"] in replaced
