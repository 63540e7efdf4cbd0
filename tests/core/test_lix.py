"""LIX, and what the editor says of it."""

import pytest
from django.urls import reverse

from core.text.lix import reading_of
from tests import factories

EASY = "Vi går en tur. " * 20
HARD = (
    "Kommunalbestyrelsens sagsbehandling forudsætter fyldestgørende dokumentation vedrørende "
    "ejendomsforholdene samt eventuelle servitutbestemmelser. "
) * 5


def test_lix_is_words_per_sentence_and_long_words_per_hundred():
    # 40 words in 10 sentences, each with one word of more than six letters: 4 + 25.
    reading = reading_of(["Hunden løber efter katten-i-natten. " * 10])
    assert reading is not None
    assert (reading.lix, reading.words) == (29, 40)


def test_hard_texts_are_told_from_easy_ones():
    easy, hard = reading_of([EASY]), reading_of([HARD])
    assert easy is not None
    assert hard is not None
    assert easy.lix < 10
    assert not easy.is_hard
    assert hard.is_hard
    assert easy.level != hard.level


@pytest.mark.parametrize("texts", [[], [""], ["Kort."], ["…!?"], ["1 2 3"]])
def test_few_words_say_nothing(texts):
    assert reading_of(texts) is None


def test_each_text_is_a_sentence_of_its_own():
    with_stops = reading_of(["Vi mødes på torvet."] * 12)
    without = reading_of(["Vi mødes på torvet"] * 12)
    assert with_stops == without


@pytest.mark.django_db
def test_the_editor_says_how_hard_the_text_is(as_editor, theme):
    page = factories.make_theme_page(theme, intro=HARD[:600])
    page.save_revision()
    shown = as_editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f"Lix {reading_of([page.intro]).lix}:" in shown
