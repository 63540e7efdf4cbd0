"""Tests of questions: publishing, translation, and changes after answers."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from wagtail.models import Locale
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from events.models import Answer, Question
from events.pages.event_page import EventPage
from events.signups import questions
from tests import factories

pytestmark = pytest.mark.django_db


ENGLISH = {
    "Spiser du alt?": "Do you eat everything?",
    "Hvordan kommer du?": "How do you get here?",
    "Så vi ved, hvor mange der skal parkere.": "So that we know how many have to park.",
    "Med bus": "By bus",
    "På cykel": "By bicycle",
    "Jeg tager en kage med": "I bring a cake",
}


def text(question, **more):
    return block("text", {"question": question, "help_text": "", "is_required": False, **more})


def choice(question, *choices, **more):
    value = {"question": question, "help_text": "", "is_required": True, **more}
    return block("choice", {**value, "choices": [block("item", each) for each in choices]})


def block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def publish(page, blocks):
    page.questions = EventPage._meta.get_field("questions").to_python(blocks)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def asked_in(language, event):
    """The questions of `event` in the words of its text in `language`."""
    return questions.asked_of(event, event.texts.get(language=language))


@pytest.fixture
def blocks():
    return [
        text("Spiser du alt?"),
        choice(
            "Hvordan kommer du?",
            *("Med bus", "På cykel"),
            help_text="Så vi ved, hvor mange der skal parkere.",
        ),
        block(
            "checkbox",
            {"question": "Jeg tager en kage med", "help_text": "", "is_required": False},
        ),
    ]


@pytest.fixture
def page(theme, blocks):
    page = factories.make_event_page(theme, publish=False)
    return publish(page, [dict(each) for each in blocks])


def answer(page, signup, index, value):
    question = page.event.questions.get(position=index)
    return Answer.objects.create(signup=signup, question=question, value=value)


def test_publishing_creates_the_questions_once(page, blocks):
    asked = list(page.event.questions.all())
    assert [question.kind for question in asked] == ["text", "choice", "checkbox"]
    assert [str(question.key) for question in asked] == [each["id"] for each in blocks]
    assert asked[1].is_required
    assert [each["label"] for each in asked[1].choices] == ["Med bus", "På cykel"]
    before = [question.pk for question in asked]
    page.save_revision().publish()
    assert [question.pk for question in page.event.questions.all()] == before


def test_reordered_and_reworded_questions_keep_their_answers(page, blocks, sign_up):
    signup = sign_up(page.event.occurrences.get())
    stored = answer(page, signup, 0, "Ikke fisk")
    blocks[0]["value"]["question"] = "Er der noget, du ikke spiser?"
    publish(page, [blocks[1], blocks[0]])
    stored.refresh_from_db()
    assert stored.question.label == "Er der noget, du ikke spiser?"
    assert stored.question.position == 1
    assert stored.question.is_asked


def test_removed_question_keeps_its_answers_and_can_return(page, blocks, sign_up):
    signup = sign_up(page.event.occurrences.get())
    stored = answer(page, signup, 0, "Ikke fisk")
    publish(page, [])
    stored.refresh_from_db()
    assert not stored.question.is_asked
    assert stored.question.in_words(stored.value) == "Ikke fisk"
    # Questions without answers are deleted.
    assert page.event.questions.count() == 1
    assert asked_in("da", page.event) == []
    # The question returns with the same key.
    publish(page, [blocks[0]])
    stored.refresh_from_db()
    assert stored.question.is_asked
    assert page.event.questions.count() == 1


def test_removed_choice_keeps_its_label_in_answers(page, blocks, sign_up):
    signup = sign_up(page.event.occurrences.get())
    bus, bicycle = blocks[1]["value"]["choices"]
    stored = answer(page, signup, 1, bus["id"])
    blocks[1]["value"]["choices"] = [bicycle, block("item", "Til fods")]
    for _twice in range(2):
        publish(page, blocks)
        stored.refresh_from_db()
        assert stored.question.in_words(stored.value) == "Med bus"
        [wording] = [each for each in asked_in("da", page.event) if each.choices]
        assert [label for _id, label in wording.choices] == ["På cykel", "Til fods"]


def test_unused_removed_choice_is_deleted(page, blocks):
    blocks[1]["value"]["choices"] = [block("item", "Til fods"), block("item", "Med tog")]
    publish(page, blocks)
    labels = [each["label"] for each in page.event.questions.get(position=1).choices]
    assert labels == ["Til fods", "Med tog"]


def test_question_of_another_kind_is_a_new_question(page, blocks, sign_up):
    signup = sign_up(page.event.occurrences.get())
    stored = answer(page, signup, 0, "Ikke fisk")
    changed = {**choice("Spiser du alt?", "Ja", "Nej"), "id": blocks[0]["id"]}
    publish(page, [changed])
    stored.refresh_from_db()
    assert (stored.question.kind, stored.question.is_asked) == ("text", False)
    assert stored.question.in_words(stored.value) == "Ikke fisk"
    [asked] = asked_in("da", page.event)
    assert asked.question.kind == "choice"
    assert not asked.question.answers.exists()


def test_page_takes_at_most_ten_questions(theme):
    page = factories.make_event_page(theme, publish=False)
    page.questions = EventPage._meta.get_field("questions").to_python(
        [text(f"Spørgsmål {number}") for number in range(11)]
    )
    with pytest.raises(ValidationError):
        page.questions.stream_block.clean(page.questions)


def in_english(page):
    """Translate the page with wagtail-localize and `ENGLISH`."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    english = Locale.objects.get(language_code="en")
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=english)
    for segment in StringSegment.objects.filter(source=source).select_related("string"):
        if segment.string.data in ENGLISH:
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=english,
                defaults={"data": ENGLISH[segment.string.data]},
            )
    # wagtail-localize publishes when the transaction commits.
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    return EventPage.objects.get(translation_key=page.translation_key, locale=english)


def test_translated_page_asks_the_same_questions_in_its_language(page, blocks):
    english = in_english(page)
    assert [each.id for each in english.questions] == [each["id"] for each in blocks]
    assert Question.objects.count() == 3
    asked = asked_in("en", english.event)
    danish = asked_in("da", page.event)
    assert [each.question for each in asked] == [each.question for each in danish]
    assert [each.label for each in danish] == [
        *("Spiser du alt?", "Hvordan kommer du?", "Jeg tager en kage med")
    ]
    assert [each.label for each in asked] == [
        *("Do you eat everything?", "How do you get here?", "I bring a cake")
    ]
    assert asked[1].help_text == "So that we know how many have to park."
    ids = [each["id"] for each in blocks[1]["value"]["choices"]]
    assert asked[1].choices == tuple(zip(ids, ("By bus", "By bicycle"), strict=True))
    assert danish[1].choices == tuple(zip(ids, ("Med bus", "På cykel"), strict=True))


def test_untranslated_questions_are_asked_in_the_source_language(page, blocks):
    in_english(page)
    blocks[1]["value"]["choices"].append(block("item", "Til fods"))
    publish(page, [*blocks, text("Har du hund?")])
    asked = asked_in("en", page.event)
    assert [label for _id, label in asked[1].choices] == ["By bus", "By bicycle", "Til fods"]
    assert asked[3].label == "Har du hund?"
    updated = in_english(page)
    assert [each.id for each in updated.questions] == [each.id for each in page.questions]
