"""Entries of the site's search index."""

import pytest
from django.core.management import call_command
from django.db import connection

from core.models import SearchEntry
from core.search import tokens
from core.search.finding import Question, find
from core.search.tokens import ANYWHERE, SUBJECT, TITLE, Condition
from core.search.vocabulary import completions
from tests import factories

pytestmark = pytest.mark.django_db


def found(*conditions, limit: int = 100) -> list[str]:
    [entries] = find([Question(conditions, limit)])
    return [entry.title for entry in entries]


def word(text: str, field: str = ANYWHERE) -> Condition:
    return tokens.of_words([text], field)


@pytest.fixture
def pages(as_if_committed):
    """Two pages with “lanterns”: one in its title, the other in its summary."""
    titled = factories.make_standard_page("Lanterns", "en")
    about = factories.make_standard_page("Winter", "en", summary="Make lanterns together")
    return titled, about


def test_words_are_found_by_their_field(pages):
    assert found(word("lanterns", TITLE)) == ["Lanterns"]
    assert found(word("winter", TITLE)) == ["Winter"]
    # A title is a part of the subject, and both are a part of all.
    assert found(word("lanterns", SUBJECT)) == ["Winter", "Lanterns"]
    assert found(word("lanterns")) == ["Winter", "Lanterns"]


def test_beginnings_become_words_of_subjects(pages, django_assert_num_queries):
    with django_assert_num_queries(1):
        found_words = completions(["lan", "lantern", "x"])
    assert found_words == {
        "lan": {"lantern", "lanterns"},
        "lantern": {"lantern", "lanterns"},
        "x": set(),
    }


def test_all_conditions_are_met(pages):
    assert found(word("lanterns"), word("winter")) == ["Winter"]
    assert found(word("lanterns"), tokens.for_language("en"), tokens.of_kinds(["page", "event"]))
    assert found(word("lanterns"), tokens.for_language("da")) == []
    assert found(word("lanterns"), tokens.of_kinds(["thread"])) == []


def test_the_newest_come_first_up_to_the_limit(pages):
    assert found(word("lanterns"), limit=1) == ["Winter"]


def test_several_questions_are_asked_together(pages, django_assert_max_num_queries):
    # PostgreSQL is asked for more of them while they are too few.
    with django_assert_max_num_queries(1 if connection.vendor == "sqlite" else 3):
        titled, about = find(
            [Question([word("lanterns", TITLE)], 5), Question([word("lanterns", SUBJECT)], 5)]
        )
    assert [entry.title for entry in (*titled, *about)] == ["Lanterns", "Winter", "Lanterns"]


def test_an_entry_follows_its_page(pages):
    titled, about = pages
    titled.title = "Torches"
    titled.save_revision().publish()
    about.unpublish()
    assert found(word("lanterns")) == []
    assert found(word("torches")) == ["Torches"]
    titled.delete()
    assert found(word("torches")) == []


def test_a_rebuilt_index_has_all_that_there_is_and_nothing_else(pages):
    titled, about = pages
    SearchEntry.objects.filter(object_id=about.pk).delete()
    SearchEntry.objects.filter(object_id=titled.pk).update(object_id=987_654)
    call_command("update_index", "--backend", "site", verbosity=0)
    assert sorted(found(word("lanterns"))) == ["Lanterns", "Winter"]
    assert not SearchEntry.objects.filter(object_id=987_654).exists()
