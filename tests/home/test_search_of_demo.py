"""Queries and what they find first, on the demo site. The same on SQLite and PostgreSQL."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from events.pages.event_page import EventPage
from home.search.filters import SearchFilters
from home.search.results import search

pytestmark = pytest.mark.django_db

# What people type, and the title that has to come first.
FIRST_HITS = [
    # Themes, by their name, a part or the beginning of it
    ("indbrud", "Indbrudsforebyggelse"),
    ("indbrudsf", "Indbrudsforebyggelse"),
    ("Indbrudsforebyggelse", "Indbrudsforebyggelse"),
    ("ensomhed", "Ensomhed"),
    ("ensom", "Ensomhed"),
    ("trafik", "Trafiksikkerhed"),
    ("trafiksikkerhed", "Trafiksikkerhed"),
    ("digital kriminalitet", "Digital kriminalitet"),
    ("grøn omstilling", "Grøn omstilling"),
    ("groen omstilling", "Grøn omstilling"),
    ("byrum", "Trygge byrum"),
    ("trygge byrum", "Trygge byrum"),
    # Titles, as they are and as they are typed
    ("lys på cyklen", "Lys på cyklen"),
    ("gratis cykeltjek", "Gratis cykeltjek"),
    ("gratis cykel", "Gratis cykeltjek"),
    ("cykeltjek", "Gratis cykeltjek"),
    ("nabohjaelp", "Nabohjælp"),
    ("NABOHJÆLP", "Nabohjælp"),
    ("politiet", "Lokalpolitiet i Hjørring"),
    ("kommune", "Hjørring Kommune"),
    ("lokalpolitiet", "Lokalpolitiet i Hjørring"),
    ("affald", "Vi samler affald på stranden"),
    ("telefon", "It-café: Tag din telefon med"),
    ("samkørsel", "Samkørsel: Fra idé til aftale"),
    ("kontakt", "Kontakt"),
    ("husregler", "Husregler i forummet"),
    ("tilgængelighed", "Tilgængelighed"),
    ("cookies", "Cookies"),
    ("laase", "Låse, lys og gode vaner"),
    ("la\u030ase", "Låse, lys og gode vaner"),
    ("lås", "Låse, lys og gode vaner"),
    ("låse og lys", "Låse, lys og gode vaner"),
    ("fri for indbrud", "Hjørring – Fri for Indbrud"),
    ("sommerhus", "Når sommerhuset står tomt"),
    ("kend din vej", "Kend din vej"),
    ("skolevej", "Skolevejen i børnehøjde"),
    ("besøgsven", "Aften om at være besøgsven"),
    ("svindel", "Genkend de falske beskeder"),
    ("falske beskeder", "Genkend de falske beskeder"),
    ("fællesspisning", "Fællesspisning for hele kvarteret"),
    ("reparation", "Reparationscafé"),
    ("reparationscafe", "Reparationscafé"),
    ("bytte", "Byt og reparér"),
    ("elcykel", "Prøv en elcykel i ro og mag"),
    ("brætspil", "Brætspil på tværs af alder"),
    ("gåtur", "Gåtur: Se dit hjem, som en tyv ser det"),
    ("gåtur og kaffe", "Gåtur og kaffe"),
    ("adgangskoder", "Få styr på dine adgangskoder"),
    ("tablet", "Tablet for begyndere"),
    ("varme", "Spar på varmen – med små skridt"),
    # Threads
    ("snerydning", "Hjælp til at rydde sne, når den kommer"),
    ("rydde sne", "Hjælp til at rydde sne, når den kommer"),
    ("hvordan kan jeg lappe en cykel", "Vil nogen lære mig at lappe en cykel?"),
    ("strik", "Strikkeklub søger flere masker"),
    ("trailer", "Må jeg låne en trailer en lørdag formiddag?"),
    ("skak", "Skak på bænken ved kirken"),
    ("symaskine", "Lån min symaskine – og mig"),
    ("øjenlæge", "Kan nogen køre mig til øjenlægen?"),
    ("sms pakke", "Sms om en pakke, jeg ikke har bestilt – er den ægte?"),
    # Synonyms
    ("password", "Få styr på dine adgangskoder"),
    ("hastighed", "Dialogmøde: Farten gennem byen"),
    ("cykellygter", "Lys på cyklen"),
    ("loppemarked", "Byttedag: Tøj, bøger og legetøj"),
    ("spadseretur", "Gåtur: Se dit hjem, som en tyv ser det"),
]
AMONG_HITS = [
    ("cykel", "Gratis cykeltjek"),
    ("cykel", "Lys på cyklen"),
    ("cykel", "Vil nogen lære mig at lappe en cykel?"),
    ("vand", "Stien ved dammen bliver spejlglat, når det fryser"),
    ("NABOHJÆLP", "Infoaften: Kom i gang med Nabohjælp"),
    ("skrald", "Vi samler affald på stranden"),
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
    assert results("cykelværksted").only_parts
    assert "Aftentur på cykel: Kan I ses?" in titles(results("cykelværksted").hits)
    assert not results("cykel").only_parts
    assert not results("zzzzzz")


@pytest.mark.parametrize(
    ("query", "meant"),
    [("indbrdu", "indbrud"), ("fællespisning", "fællesspisning"), ("zzzzzz", ""), ("cykel", "")],
)
def test_mistyped_word_gets_a_suggestion(demo, query, meant):
    assert results(query).suggestion == meant


def test_town_is_named(demo):
    assert results("Hirtshals").area.name == results("9850").area.name == "Hirtshals"
    assert results("Hirtshals i dag").area is None


def test_filters_leave_what_was_asked_for(demo):
    def found(**chosen):
        with translation.override("da"):
            return search("cykel", AnonymousUser(), SearchFilters(**chosen)).hits

    everything = {hit.url for hit in found()}
    assert {hit.kind for hit in found(kind="campaign")} == {"Kampagne"}
    assert all(hit.is_event for hit in found(kind="event"))
    assert all(hit.is_event and not hit.is_past for hit in found(when="upcoming"))
    assert all(hit.is_past for hit in found(when="past"))
    assert {hit.theme.slug for hit in found(kind="thread", theme="traffic-safety")} == {
        "traffic-safety"
    }
    threads = found(kind="thread")
    assert threads
    assert {hit.url for hit in threads} <= everything
    assert not found(kind="campaign", when="past")


def test_english_pages_are_found_in_english(demo):
    assert titles(results("burglary", "en").hits)[0] == "Burglary prevention"
    assert "Free bicycle check" in titles(results("bicycles", "en").hits)
