"""Below a front page, no page may have a slug that a route of the hub would hide."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.test.utils.form_data import nested_form_data, streamfield

from core.reserved_slugs import route_prefixes
from home.models import StandardPage
from tests import factories

pytestmark = pytest.mark.django_db


def fields(**changes: str) -> dict:
    """Return the fields of a standard page."""
    return nested_form_data(
        {
            "title": "Om os",
            "slug": "om-os",
            "summary": "",
            "body": streamfield([]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            **changes,
        }
    )


def test_prefixes_are_those_of_the_routes():
    known = {"temaer", "themes", "kampagner", "campaigns", "forum", "konto", "account", "mail"}
    assert known <= route_prefixes()
    assert all(prefix and "<" not in prefix for prefix in route_prefixes())


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_route_of_the_hub_begins_with_a_prefix(language):
    """What Wagtail serves is found by its catch-all, and nothing else is."""
    with translation.override(language):
        for prefix in route_prefixes():
            try:
                match = resolve(f"/{language}/{prefix}/")
            except Resolver404:
                continue
            assert match.view_name == "wagtail_serve" or prefix in match.route
        assert resolve(f"/{language}/om-os/").view_name == "wagtail_serve"


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_new_page_is_refused_beside_the_field(as_editor, language):
    front = factories.front_page(language)
    url = f"/admin/pages/add/home/standardpage/{front.pk}/"
    for prefix in ("temaer", "campaigns", "konto"):
        response = as_editor.post(url, fields(slug=prefix))
        assert response.status_code == 200, prefix
        assert "slug" in response.context["form"].errors, prefix
    assert as_editor.post(url, fields(slug="om-os")).status_code == 302


@pytest.mark.parametrize("language", ["da", "en"])
def test_an_existing_page_keeps_its_slug(as_editor, language):
    page = factories.make_standard_page("Om os", language)
    response = as_editor.post(f"/admin/pages/{page.pk}/edit/", fields(slug="temaer"))
    assert "slug" in response.context["form"].errors
    for prefix in route_prefixes():
        page.slug = prefix
        with pytest.raises(ValidationError):
            page.full_clean()


def test_deeper_pages_may_have_any_slug(theme):
    theme_page = factories.make_theme_page(theme)
    assert factories.make_campaign(theme_page, "Forum").slug == "forum"


def test_a_title_alone_makes_a_slug_that_is_free(db):
    assert factories.make_standard_page("Temaer").slug == "temaer-1"


def test_a_copy_is_refused_beside_the_field(as_editor):
    page = factories.make_standard_page("Om os")
    data = {"new_title": "Om", "new_slug": "forum", "new_parent_page": page.get_parent().pk}
    response = as_editor.post(f"/admin/pages/{page.pk}/copy/", data)
    assert "new_slug" in response.context["form"].errors


def test_a_page_that_would_be_hidden_is_not_moved(as_editor):
    parent = factories.make_standard_page("Om os")
    page = parent.add_child(
        instance=StandardPage(title="Kampagner", slug="kampagner", locale=parent.locale)
    )
    front = factories.front_page()

    as_editor.post(f"/admin/pages/{page.pk}/move/{front.pk}/confirm/")

    page.refresh_from_db()
    assert page.get_parent().pk == parent.pk
