"""The search page."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.models import SearchSynonyms
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def search_page(client, query: str, language: str = "en") -> str:
    path = {"en": "/en/search/"}[language]
    response = client.get(path, {"q": query})
    assert response.status_code == 200
    return response.content.decode()


def test_pages_are_found_in_the_active_language_only(client):
    english = factories.make_standard_page("About lanterns", "en")
    danish = factories.make_standard_page("Om lanterns", "da")

    html = search_page(client, "lanterns")

    assert english.url in html
    assert danish.url not in html


def test_the_number_of_queries_does_not_grow(
    client, theme, django_assert_max_num_queries, as_if_committed
):
    for number in range(12):
        factories.make_event_page(theme, f"Lanterns {number}", "en")
        factories.make_standard_page(f"About lanterns {number}", "en")
    search_page(client, "lanterns")
    with django_assert_max_num_queries(8):
        assert search_page(client, "lanterns").count("<article") == 24


def test_threads_are_found_by_title_and_text(
    client, theme, alice, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        thread = factories.make_thread(alice, theme, "Glatte stier", body="Der mangler grus.")

    assert f"/forum/{thread.pk}/" in search_page(client, "glatte")
    assert f"/forum/{thread.pk}/" in search_page(client, "grus")


def test_hidden_threads_are_not_found(
    client, theme, alice, moderator, django_capture_on_commit_callbacks
):
    from forum.moderation.actions import hide_post

    with django_capture_on_commit_callbacks(execute=True):
        thread = factories.make_thread(alice, theme, "Glatte stier")
        hide_post(post=thread.posts.get(), moderator=moderator, reason="Off topic")

    assert f"/forum/{thread.pk}/" not in search_page(client, "glatte")


def test_a_second_search_reads_no_dates_and_threads_again(
    client, as_moderator, theme, alice, moderator, django_assert_max_num_queries, as_if_committed
):
    from forum.moderation.actions import hide_post

    factories.make_event_page(theme, "Lanterns in the park", "en")
    thread = factories.make_thread(alice, theme, "Lanterns in our street")
    address = f"/forum/{thread.pk}/"
    assert address in search_page(client, "lanterns")
    # The statement of the index, and the number of its last entry on PostgreSQL.
    with django_assert_max_num_queries(2):
        assert address in search_page(client, "lanterns")

    hide_post(post=thread.posts.get(), moderator=moderator, reason="Off topic")
    assert address not in search_page(client, "lanterns")
    assert address in search_page(as_moderator, "lanterns")
    assert address not in search_page(client, "lanterns")


def test_an_event_that_has_ended_is_past_in_the_next_search(client, theme, as_if_committed):
    starts_at = factories.at_five_in(7)
    factories.make_event_page(theme, "Lanterns in the park", "en", starts_at=starts_at)

    def is_past() -> list[bool]:
        results = client.get("/en/search/", {"q": "lanterns"}).context["results"]
        return [hit.is_past for hit in results.hits]

    assert is_past() == [False]
    with time_machine.travel(starts_at + timedelta(days=2), tick=False):
        assert is_past() == [True]


def test_words_are_marked_and_nothing_else_becomes_markup(client):
    factories.make_standard_page("Lanterns & <b>lights</b>", "en", summary="Make a lantern")
    [hit] = client.get("/en/search/", {"q": "lantern"}).context["results"].hits
    assert hit.marked_title == "<mark>Lanterns</mark> &amp; &lt;b&gt;lights&lt;/b&gt;"
    assert hit.marked_text == "Make a <mark>lantern</mark>"


def test_threads_have_a_place_beside_many_pages(
    client, theme, alice, django_capture_on_commit_callbacks
):
    for number in range(35):
        factories.make_standard_page(f"Lanterns {number}", "en")
    with django_capture_on_commit_callbacks(execute=True):
        thread = factories.make_thread(alice, theme, "About light", body="Who has lanterns?")
    hits = client.get("/en/search/", {"q": "lanterns"}).context["results"].hits
    assert len(hits) == 30
    assert any(hit.url.endswith(f"/forum/{thread.pk}/") for hit in hits)


@pytest.mark.parametrize("name", ["kind", "theme", "area", "when"])
def test_unknown_filter_counts_as_none(client, name):
    factories.make_standard_page("Lanterns", "en")
    response = client.get("/en/search/", {"q": "lanterns", name: "x\0'"})
    assert len(response.context["results"].hits) == 1
    assert not response.context["links"].chosen


def test_synonyms_find_one_another(client):
    factories.make_standard_page("Swap day", "en")
    assert not client.get("/en/search/", {"q": "flea market"}).context["results"]
    SearchSynonyms.objects.create(terms="flea market, swap, barter")
    for query in ("flea market", "barter", "swap"):
        assert client.get("/en/search/", {"q": query}).context["results"].hits
    assert not client.get("/en/search/", {"q": "market"}).context["results"].hits


def test_synonyms_are_at_least_two():
    with pytest.raises(ValidationError) as refused:
        SearchSynonyms(terms="alone, ").full_clean()
    assert "terms" in refused.value.message_dict


@pytest.mark.parametrize(
    "query",
    [
        *("", "   ", "\0", '"', "a" * 5000, "* OR )(", "<script>", "æøå 🐕", "NEAR(a b)", "a:b -c"),
        # The most words with the most parts.
        " ".join(letter * 24 for letter in "qxzwyvjk"),
    ],
)
def test_every_query_gets_a_page(client, query):
    html = search_page(client, query)

    assert "<script>" not in html.replace('<script type="module"', "")


def test_a_search_without_results_shows_the_empty_state(client):
    assert 'class="empty' in search_page(client, "zzzz")


def test_hits_say_what_they_are_and_when(client, theme, area):
    page = factories.make_event_page(theme, "Lanterns", "en", area=area)
    factories.make_standard_page("About lanterns", "en")
    response = client.get("/en/search/", {"q": area.name})
    [hit] = response.context["results"].hits
    start = page.event.occurrences.get().starts_at
    assert (hit.kind, hit.date, hit.is_past) == ("Event", start, False)
    assert f'<time datetime="{timezone.localtime(start):%Y-%m-%dT%H:%M}' in markup_of(response)
    kinds = [
        hit.kind for hit in client.get("/en/search/", {"q": "lanterns"}).context["results"].hits
    ]
    assert kinds == ["Event", "Page"]


def test_past_events_come_last_unless_asked_for_by_name(client, theme):
    for title, days in (("Lanterns", -9), ("Making lanterns", 5)):
        page = factories.make_event_page(theme, title, "en")
        page.event.occurrences.update(
            starts_at=factories.in_days(days), ends_at=factories.in_days(days + 0.1)
        )

    def titles(query):
        return [
            hit.title for hit in client.get("/en/search/", {"q": query}).context["results"].hits
        ]

    assert titles("lanterns") == ["Lanterns", "Making lanterns"]
    assert titles("lantern") == ["Making lanterns", "Lanterns"]


def test_event_that_is_taken_down_is_not_found(client, theme):
    page = factories.make_event_page(theme, "Lanterns", "en")
    assert client.get("/en/search/", {"q": "lanterns"}).context["results"].hits
    page.unpublish()
    assert not client.get("/en/search/", {"q": "lanterns"}).context["results"]


def test_event_without_a_page_is_found_by_its_town(client, theme, area):
    occurrence = factories.make_occurrence(theme, area=area)
    factories.make_event_text(occurrence.event, "en", url="/en/somewhere/")
    [hit] = client.get("/en/search/", {"q": area.name}).context["results"].hits
    assert (hit.title, hit.url) == ("Nabocafé", "/en/somewhere/")
    assert hit.date == occurrence.starts_at


@pytest.mark.parametrize("query", ["hjorring", "hjoerring", "hjørring", "HJØRRING"])
def test_a_town_is_found_however_it_is_typed_beside_a_title_without_danish_letters(client, query):
    factories.make_standard_page("Lanterns in Hjørring", "en")
    factories.make_standard_page(f"The band {query}", "en")

    hits = client.get("/en/search/", {"q": query}).context["results"].hits

    assert {hit.title for hit in hits} == {"Lanterns in Hjørring", f"The band {query}"}
