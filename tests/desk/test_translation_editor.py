"""What the translation editor leaves out, and where its notes stand."""

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail_localize.models import Translation

from tests.home.translated_pages import standard_page
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def translated(db):
    """The English translation of a page."""
    _source, page = standard_page()
    return page


def edit_page(client, page):
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    return BeautifulSoup(markup_of(response), "html.parser")


def test_no_button_throws_the_translation_away(as_editor, translated):
    editor = edit_page(as_editor, translated).select_one(".js-translation-editor")
    links = json.loads(editor["data-props"])["links"]
    # Afterwards the editor is on the same page, and can start the translation again.
    response = as_editor.post(links["stopTranslationUrl"])
    assert response.url == reverse("wagtailadmin_pages:edit", args=[translated.pk])
    assert not Translation.objects.get().enabled
    assert not links["convertToAliasUrl"]

    page = edit_page(as_editor, translated)
    assert page.select_one("[name=localize-restart-translation]")
    assert not page.select_one("[name=localize-convert-to-alias]")


def test_the_header_of_the_page_stands_above_the_notes(as_editor, translated):
    content = edit_page(as_editor, translated).select_one("main")
    header, note, editor = (
        content.select_one(selector)
        for selector in ("h1, .w-breadcrumbs", ".help-block", ".js-translation-editor")
    )
    assert (header.sourceline, header.sourcepos) < (note.sourceline, note.sourcepos)
    assert (note.sourceline, note.sourcepos) < (editor.sourceline, editor.sourcepos)
