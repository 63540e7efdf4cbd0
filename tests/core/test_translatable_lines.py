"""Texts of several lines keep their line breaks when they are translated, in both directions."""

import pytest
from django.apps import apps
from django.db import models
from django.test import TestCase
from django.urls import reverse
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments.types import StringSegmentValue

from core.translatable_lines import LinesBlock, LinesField, segments_of, text_of
from events.models import EventText
from tests import factories

pytestmark = pytest.mark.django_db


def ordered(values: list) -> list:
    return [value.with_order(number) for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ja.", "Ja."),
        ("Ja.\n\nSe nr. 4.", "Ja.\n\nSe nr. 4."),
        ("Ja.\r\n\r\nSe nr. 4.", "Ja.\n\nSe nr. 4."),
        ("Ja.\rSe.", "Ja.\nSe."),
        ("\n  Ja. \n\n\n Se.\n", "Ja.\n\n\nSe."),
        ("3 < 5 & 7 > 2\n<b>æøå</b>", "3 < 5 & 7 > 2\n<b>æøå</b>"),
        ("*\n\n*", "*\n\n*"),
        ("Ja.\nJa.", "Ja.\nJa."),
        ("", ""),
        (None, ""),
    ],
)
def test_a_text_comes_back_with_its_lines(text, kept):
    assert text_of(ordered(segments_of(text))) == kept


def test_no_string_has_a_break():
    strings = [
        value.string.data
        for value in segments_of("Ja.\r\n\r\nSe nr. 4.")
        if isinstance(value, StringSegmentValue)
    ]
    assert strings == ["Ja.", "Se nr. 4."]


def test_a_string_that_was_stored_with_breaks_is_still_read():
    earlier = StringSegmentValue("", "Ja.\r\n\r\nSe.")
    assert text_of(ordered([earlier])) == "Ja.\n\nSe."


def translated(source: Page, language: str, words: dict[str, str], editor, client) -> Page:
    """Translate the strings of `source` in the editor, and publish the translation."""
    locale = Locale.objects.get(language_code=language)
    record, _created = TranslationSource.update_or_create_from_instance(source)
    translation = Translation.objects.create(source=record, target_locale=locale)
    translation.save_target(publish=False)
    for segment in StringSegment.objects.filter(source=record).select_related("string"):
        url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        word = words.get(segment.string.data)
        if word:
            answer = client.put(
                url, f"value={word}", content_type="application/x-www-form-urlencoded"
            )
            assert answer.status_code == 201
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    return Page.objects.get(pk=translation.get_target_instance().pk).specific


QUESTION = {
    "da": ("Må jeg tage min hund med?", "Ja.\r\n\r\nSe nr. 4."),
    "en": ("May I bring my dog?", "Yes.\n\nSee no. 4."),
}
WORDS = {
    "Må jeg tage min hund med?": "May I bring my dog?",
    "Ja.": "Yes.",
    "Se nr. 4.": "See no. 4.",
}


@pytest.mark.parametrize(("source", "target"), [("da", "en"), ("en", "da")])
def test_a_translated_answer_keeps_its_lines(as_editor, editor, source, target):
    question, answer = QUESTION[source]
    value = [
        {
            "type": "questions",
            "id": "a0a0a0a0-0000-4000-8000-000000000001",
            "value": [
                {
                    "type": "item",
                    "id": "a0a0a0a0-0000-4000-8000-000000000002",
                    "value": {"question": question, "answer": answer},
                }
            ],
        }
    ]
    page = factories.make_standard_page("Side", source)
    page.body = page._meta.get_field("body").stream_block.to_python(value)
    page.save_revision().publish()
    words = WORDS if source == "da" else {english: danish for danish, english in WORDS.items()}

    other = translated(page, target, words, editor, as_editor)

    [item] = other.body[0].value
    assert item["question"] == QUESTION[target][0]
    assert item["answer"] == QUESTION[target][1].replace("\r", "")


def test_a_translated_event_keeps_its_lines(as_editor, editor, theme):
    page = factories.make_event_page(
        theme, directions="Ja.\r\n\r\nSe nr. 4.", welcome="Se nr. 4.\nJa."
    )

    other = translated(page, "en", WORDS, editor, as_editor)

    assert other.live
    assert other.directions == "Yes.\n\nSee no. 4."
    assert other.welcome == "See no. 4.\nYes."
    assert EventText.objects.get(language="en").directions == "Yes.\n\nSee no. 4."


def test_a_source_that_gets_another_line_is_translated_again(as_editor, editor, theme):
    page = factories.make_event_page(theme, directions="Ja.\nSe nr. 4.")
    translated(page, "en", WORDS, editor, as_editor)
    page.directions = "Ja.\n\nSe nr. 4.\nSe nr. 4."
    page.save_revision().publish()
    record = TranslationSource.objects.get_for_instance(page)
    record.update_from_db()

    translation = Translation.objects.get(source=record)
    translation.save_target(publish=True)

    assert translation.get_target_instance().directions == "Yes.\n\nSee no. 4.\nSee no. 4."


def test_a_translation_of_an_earlier_source_is_still_published(theme):
    """The strings of a source that was stored before have their breaks inside."""
    page = factories.make_event_page(theme, directions="Ja.")
    record, _created = TranslationSource.update_or_create_from_instance(page)
    english = Locale.objects.get(language_code="en")
    translation = Translation.objects.create(source=record, target_locale=english)
    segment = StringSegment.objects.get(source=record, context__path="directions")
    segment.string = String.from_value(page.locale, StringSegmentValue("", "Ja.\r\n\r\nSe.").string)
    segment.save()
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=english,
        context=segment.context,
        data="Yes.<br/><br/>See.",
    )
    translation.save_target(publish=True)
    assert translation.get_target_instance().directions == "Yes.\n\nSee."


# Of Wagtail, and for search engines: a blank is as good as a break there.
OTHERS = {"search_description"}


def test_every_text_of_several_lines_keeps_them():
    """No page or snippet has a plain text that loses its lines."""
    wrong = []
    for model in apps.get_models():
        if not issubclass(model, TranslatableMixin) or model._meta.app_label.startswith("wagtail"):
            continue
        for field in model._meta.concrete_fields:
            if field.model._meta.app_label.startswith("wagtail"):
                continue
            if isinstance(field, StreamField):
                wrong += [f"{field}: {name}" for name in _plain_texts(field.stream_block, "")]
            elif type(field) is models.TextField and field.name not in OTHERS:
                wrong.append(str(field))
    assert wrong == []


def _plain_texts(block: blocks.Block, name: str) -> list[str]:
    children = dict(getattr(block, "child_blocks", {}))
    if isinstance(block, blocks.ListBlock):
        children["item"] = block.child_block
    found = (
        [] if isinstance(block, LinesBlock) or not isinstance(block, blocks.TextBlock) else [name]
    )
    for key, child in children.items():
        found += _plain_texts(child, f"{name}.{key}")
    return found


def test_the_field_looks_like_djangos_in_migrations():
    assert LinesField(blank=True).deconstruct()[1] == "django.db.models.TextField"
