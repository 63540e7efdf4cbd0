"""Slugs of pages: ASCII, with Danish letters as two."""

import json

import pytest

from core.slugs import AsciiSlugInput, names_of_routes
from home.models import StandardPage
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


@pytest.mark.parametrize(
    ("language", "slug"),
    [("da", "forum"), ("da", "konto"), ("da", "soeg"), ("da", "mail"), ("en", "search")],
)
def test_a_page_does_not_lie_under_a_route_of_the_site(db, client, language, slug):
    """The route comes first: nobody could open the page, or the pages below it."""
    page = factories.make_standard_page("Skygge", language, slug=slug)

    assert page.slug == f"{slug}-2"
    assert client.get(page.url).context["page"].pk == page.pk
    assert factories.make_standard_page("Skygge", language, slug=slug).slug == f"{slug}-2-1"


@pytest.mark.parametrize(
    ("language", "slug"), [("da", "search"), ("en", "soeg"), ("da", "forums"), ("da", "static")]
)
def test_a_slug_that_is_free_in_the_language_stays(db, language, slug):
    assert factories.make_standard_page("Side", language, slug=slug).slug == slug


def test_a_page_on_a_lower_level_may_have_the_name_of_a_route(db, client):
    parent = factories.make_standard_page("Om")
    child = StandardPage(title="Forum", slug="forum")
    parent.add_child(instance=child)

    assert child.slug == "forum"
    assert client.get(child.url).context["page"].pk == child.pk


def test_routes_are_known_by_their_first_part():
    assert {"forum", "konto", "mail", "soeg", "temaer", "_util"} <= names_of_routes("da")
    assert {"forum", "account", "search", "themes"} <= names_of_routes("en")
    assert "konto" not in names_of_routes("en")
    assert names_of_routes("sv") == frozenset()
