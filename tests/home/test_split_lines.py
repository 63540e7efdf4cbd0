"""A line of the source is split in two: what readers and translators of the other language keep."""

import json

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from core.models import OutdatedTranslation
from core.outdated_translations import progress_of
from home.models import StandardPage
from tests import factories
from tests.core.blocks.samples import block, body
from tests.home import translated_pages

pytestmark = pytest.mark.django_db

JOINED = "<p>Første sætning. Anden sætning.</p><p>Slut.</p>"
SPLIT = "<p>Første sætning.</p><p>Anden sætning.</p><p>Slut.</p>"
ENGLISH = {"Første sætning. Anden sætning.": "First. Second.", "Slut.": "End.", "Om os": "About"}


@pytest.fixture
def pages():
    """A page whose text has two lines, and its translation, which has all of them."""
    source = factories.make_standard_page("Om os")
    text = block("text", JOINED)
    publish(source, text)
    translated = translated_pages.translate(StandardPage.objects.get(pk=source.pk), "About")
    translate(ENGLISH)
    publish_translation()
    return source, translated, text


def publish(source, text):
    page = StandardPage.objects.get(pk=source.pk)
    page.body = body(page, [text])
    page.save_revision().publish()


def publish_translation() -> None:
    """Publish as the translation editor does, which waits for the transaction to be committed."""
    record = Translation.objects.get()
    record.save_target(publish=False)
    record.get_target_instance().get_latest_revision().publish()


def translate(words: dict[str, str]) -> None:
    for segment in StringSegment.objects.filter(string__data__in=words).select_related("string"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=Locale.objects.get(language_code="en"),
            context=segment.context,
            defaults={"data": words[segment.string.data]},
        )


def text_of(page) -> str:
    return StandardPage.objects.get(pk=page.pk).body[0].value.source


def test_readers_keep_the_translation_until_both_halves_are_translated(pages):
    source, translated, text = pages
    assert text_of(translated) == "<p>First. Second.</p><p>End.</p>"
    publish(source, {**text, "value": SPLIT})

    assert text_of(translated) == "<p>First. Second.</p><p>End.</p>"
    assert OutdatedTranslation.objects.filter(page=translated.pk).exists()
    record = Translation.objects.get()
    progress = progress_of([record])[record.pk]
    assert progress.texts - progress.translated == 2

    translate({"Første sætning.": "First.", "Anden sætning.": "Second."})
    publish_translation()
    assert text_of(translated) == "<p>First.</p><p>Second.</p><p>End.</p>"
    assert not OutdatedTranslation.objects.filter(page=translated.pk).exists()


def test_the_translation_of_the_whole_line_is_back_when_the_split_is_undone(pages):
    source, translated, text = pages
    publish(source, {**text, "value": SPLIT})
    publish(source, text)
    assert text_of(translated) == "<p>First. Second.</p><p>End.</p>"
    assert not OutdatedTranslation.objects.filter(page=translated.pk).exists()


def hints(client, translated) -> dict[str, str | None]:
    """Return by text what the translation editor says above it."""
    response = client.get(f"/admin/pages/{translated.pk}/edit/")
    assert response.status_code == 200
    shown = BeautifulSoup(response.content, "html.parser").select_one(".js-translation-editor")
    segments = json.loads(shown["data-props"])["segments"]
    texts = (each for each in segments if each["type"] == "string")
    return {each["source"]: each["location"]["subField"] for each in texts}


def test_the_editor_shows_the_former_translation_beside_both_halves(as_editor, pages):
    source, translated, text = pages
    assert not any(hints(as_editor, translated).values())
    publish(source, {**text, "value": SPLIT})

    shown = hints(as_editor, translated)
    assert "First. Second." in shown["Første sætning."]
    assert "First. Second." in shown["Anden sætning."]
    assert not shown["Slut."]

    translate({"Første sætning.": "First."})
    shown = hints(as_editor, translated)
    assert not shown["Første sætning."]
    assert "First. Second." in shown["Anden sætning."]


def test_the_former_translation_is_shown_without_its_tags(as_editor, pages):
    source, translated, text = pages
    translate({"Første sætning. Anden sætning.": "<b>First</b> &amp; second."})
    publish(source, {**text, "value": SPLIT})

    hint = hints(as_editor, translated)["Første sætning."]
    assert "First & second." in hint
    assert "<" not in hint


def test_a_new_line_that_was_no_part_of_a_former_one_has_no_hint(as_editor, pages):
    source, translated, text = pages
    new = "<p>Noget helt andet.</p><p>Slut.</p>"
    publish(source, {**text, "value": new})
    assert not hints(as_editor, translated)["Noget helt andet."]
