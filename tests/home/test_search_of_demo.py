"""Queries and what they find first, on the demo site. The same on SQLite and PostgreSQL."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from events.pages.event_page import EventPage
from home.search import search

pytestmark = pytest.mark.django_db

# Query; the first results, or ones that must be among them; those that must not.
FIRST_HITS = [
    ("indbrud", "Indbrudsforebyggelse"),
    ("indbrudsf", "Indbrudsforebyggelse"),
    ("Indbrudsforebyggelse", "Indbrudsforebyggelse"),
    ("ensomhed", "Ensomhed"),
    ("lys på cyklen", "Lys på cyklen"),
    ("gratis cykeltjek", "Gratis cykeltjek"),
    ("nabohjaelp", "Nabohjælp"),
]
AMONG_HITS = [
    ("cykel", "Gratis cykeltjek"),
    ("cykel", "Lys på cyklen"),
    ("laase", "Låse og lys: Spørg en, der ved det"),
    ("la\u030ase", "Låse og lys: Spørg en, der ved det"),
    ("NABOHJÆLP", "Infoaften: Kom i gang med Nabohjælp"),
]
AMONG_THREADS = [
    ("snerydning", "Hjælp til at rydde sne, når den kommer"),
    ("rydde sne", "Hjælp til at rydde sne, når den kommer"),
    ("vand", "Stien ved dammen bliver spejlglat, når det fryser"),
    ("cykel", "Vil nogen lære mig at lappe en cykel?"),
    ("hvordan kan jeg lappe en cykel", "Vil nogen lære mig at lappe en cykel?"),
]


def results(query: str, language: str = "da"):
    with translation.override(language):
        return search(query, AnonymousUser())


def titles(found) -> list[str]:
    return [each.title for each in found]


@pytest.mark.parametrize(("query", "title"), FIRST_HITS)
def test_first_hit(demo, query, title):
    assert titles(results(query).hits)[0] == title


@pytest.mark.parametrize(("query", "title"), AMONG_HITS)
def test_among_the_hits(demo, query, title):
    assert title in titles(results(query).hits)


@pytest.mark.parametrize(("query", "title"), AMONG_THREADS)
def test_among_the_threads(demo, query, title):
    assert title in titles(results(query).threads)


def test_town_finds_its_events_upcoming_first(demo):
    hits = [hit for hit in results("Hirtshals").hits if hit.is_event]
    pages = EventPage.objects.live().filter(locale__language_code="da", area__name="Hirtshals")
    assert set(titles(hits)) == {page.title for page in pages}
    assert titles(results("9850").hits) == titles(results("Hirtshals").hits)
    upcoming = [hit.date for hit in hits if not hit.is_past]
    assert upcoming == sorted(upcoming)
    assert all(date > timezone.now() for date in upcoming)
    assert [hit.is_past for hit in hits] == sorted(hit.is_past for hit in hits)


def test_passing_mention_is_no_hit_and_says_where(demo):
    found = results("vand")
    assert "Lys på cyklen" not in titles(found.hits)
    [mention] = [hit for hit in found.mentions if hit.title == "Lys på cyklen"]
    assert "en spand vand" in mention.excerpt


def test_compound_is_searched_by_its_parts_only_if_nothing_has_it(demo):
    assert results("snerydning").only_parts
    assert not results("cykel").only_parts
    nothing = results("zzzzzz")
    assert not nothing


def test_english_pages_are_found_in_english(demo):
    assert titles(results("burglary", "en").hits)[0] == "Burglary prevention"
    assert "Free bicycle check" in titles(results("bicycles", "en").hits)
