"""The questions of an event: carried from its page, worded in two languages, and never lost."""

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


def text(words, **more):
    return block("text", {"question": words, "help_text": "", "is_required": False, **more})


def choice(words, *choices, **more):
    value = {"question": words, "help_text": "", "is_required": True, **more}
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


def test_publishing_carries_the_questions(page, blocks):
    asked = list(page.event.questions.all())
    assert [question.kind for question in asked] == ["text", "choice", "checkbox"]
    assert [str(question.key) for question in asked] == [each["id"] for each in blocks]
    assert asked[1].is_required
    assert [each["label"] for each in asked[1].choices] == ["Med bus", "På cykel"]
    before = [question.pk for question in asked]
    page.save_revision().publish()
    assert [question.pk for question in page.event.questions.all()] == before


def test_another_order_and_another_wording_are_the_same_questions(page, blocks, sign_up):
    signup = sign_up(page.event.occurrences.get())
    given = answer(page, signup, 0, "Ikke fisk")
    blocks[0]["value"]["question"] = "Er der noget, du ikke spiser?"
    publish(page, [blocks[1], blocks[0]])
    given.refresh_from_db()
    assert given.question.label == "Er der noget, du ikke spiser?"
    assert given.question.position == 1
    assert given.question.is_asked


def test_a_removed_question_keeps_its_answers_and_is_asked_no_more(page, blocks, sign_up):
    signup = sign_up(page.event.occurrences.get())
    given = answer(page, signup, 0, "Ikke fisk")
    publish(page, [])
    given.refresh_from_db()
    assert not given.question.is_asked
    assert given.question.in_words(given.value) == "Ikke fisk"
    # What nobody has answered is gone.
    assert page.event.questions.count() == 1
    assert asked_in("da", page.event) == []
    # Taken up again, it is the same question.
    publish(page, [blocks[0]])
    given.refresh_from_db()
    assert given.question.is_asked
    assert page.event.questions.count() == 1


def test_a_removed_choice_keeps_its_words_where_it_was_made(page, blocks, sign_up):
    signup = sign_up(page.event.occurrences.get())
    bus, bicycle = blocks[1]["value"]["choices"]
    given = answer(page, signup, 1, bus["id"])
    blocks[1]["value"]["choices"] = [bicycle, block("item", "Til fods")]
    for _twice in range(2):
        publish(page, blocks)
        given.refresh_from_db()
        assert given.question.in_words(given.value) == "Med bus"
        [wording] = [each for each in asked_in("da", page.event) if each.choices]
        assert [words for _id, words in wording.choices] == ["På cykel", "Til fods"]


def test_a_choice_nobody_made_is_gone(page, blocks):
    blocks[1]["value"]["choices"] = [block("item", "Til fods"), block("item", "Med tog")]
    publish(page, blocks)
    labels = [each["label"] for each in page.event.questions.get(position=1).choices]
    assert labels == ["Til fods", "Med tog"]


def test_asked_in_another_way_it_is_another_question(page, blocks, sign_up):
    signup = sign_up(page.event.occurrences.get())
    given = answer(page, signup, 0, "Ikke fisk")
    changed = {**choice("Spiser du alt?", "Ja", "Nej"), "id": blocks[0]["id"]}
    publish(page, [changed])
    given.refresh_from_db()
    assert (given.question.kind, given.question.is_asked) == ("text", False)
    assert given.question.in_words(given.value) == "Ikke fisk"
    [asked] = asked_in("da", page.event)
    assert asked.question.kind == "choice"
    assert not asked.question.answers.exists()


def test_there_are_at_most_ten(theme):
    page = factories.make_event_page(theme, publish=False)
    page.questions = EventPage._meta.get_field("questions").to_python(
        [text(f"Spørgsmål {number}") for number in range(11)]
    )
    with pytest.raises(ValidationError):
        page.questions.stream_block.clean(page.questions)


def in_english(page):
    """The page as wagtail-localize translates it with `ENGLISH`."""
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


def test_both_languages_ask_the_same_questions_in_their_own_words(page, blocks):
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


def test_what_is_not_translated_yet_is_asked_in_danish(page, blocks):
    in_english(page)
    blocks[1]["value"]["choices"].append(block("item", "Til fods"))
    publish(page, [*blocks, text("Har du hund?")])
    asked = asked_in("en", page.event)
    assert [words for _id, words in asked[1].choices] == ["By bus", "By bicycle", "Til fods"]
    assert asked[3].label == "Har du hund?"
    again = in_english(page)
    assert [each.id for each in again.questions] == [each.id for each in page.questions]
