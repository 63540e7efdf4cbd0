"""Slugs of pages: ASCII, with Danish letters as two."""

import json

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from core.slugs import AsciiSlugInput
from home.models import HomePage, StandardPage
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


def test_a_draft_gets_the_slug_that_the_published_page_would_have(db):
    home = HomePage.objects.get(locale__language_code="da")
    page = StandardPage(title=TITLE, live=False)
    home.add_child(instance=page)
    assert page.slug == SLUG


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


@pytest.mark.parametrize("code", ["da", "en"])
def test_a_slug_typed_in_the_translation_editor_is_saved_in_ascii(as_editor, code):
    other = Locale.objects.get(language_code=code)
    page = factories.make_standard_page("About", "en" if code == "da" else "da", slug="about-us")
    source, _created = TranslationSource.update_or_create_from_instance(page.specific)
    record = Translation.objects.create(source=source, target_locale=other)
    record.save_target(publish=True)
    segment = StringSegment.objects.get(source=source, context__path="slug")
    url = reverse("wagtail_localize:edit_string_translation", args=[record.pk, segment.pk])

    # The editor's script sends a form with PUT.
    body = encode_multipart(BOUNDARY, {"value": "Om gåture på Løkken"})
    response = as_editor.put(url, body, content_type=MULTIPART_CONTENT)

    assert response.status_code == 201
    assert response.json()["data"] == "om-gaature-paa-loekken"
    record.save_target(publish=True)
    assert record.get_target_instance().slug == "om-gaature-paa-loekken"
