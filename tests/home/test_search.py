"""The search page."""

import pytest

from tests import factories

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


def test_the_number_of_queries_does_not_grow(client, theme, django_assert_max_num_queries):
    for number in range(12):
        factories.make_event_page(theme, f"Lanterns {number}", "en")
        factories.make_standard_page(f"About lanterns {number}", "en")
    search_page(client, "lanterns")
    with django_assert_max_num_queries(14):
        assert search_page(client, "lanterns").count("<article") == 20


def test_threads_are_found_by_title_and_text(
    client, theme, alice, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        thread = factories.make_thread(alice, theme, "Glatte stier", body="Der mangler grus.")

    assert thread.title in search_page(client, "glatte")
    assert thread.title in search_page(client, "grus")


def test_hidden_threads_are_not_found(
    client, theme, alice, moderator, django_capture_on_commit_callbacks
):
    from forum.moderation.actions import hide_post

    with django_capture_on_commit_callbacks(execute=True):
        thread = factories.make_thread(alice, theme, "Glatte stier")
        hide_post(post=thread.posts.get(), moderator=moderator, reason="Off topic")

    assert "Glatte stier" not in search_page(client, "glatte")


@pytest.mark.parametrize(
    "query", ["", "   ", "\0", '"', "a" * 5000, "* OR )(", "<script>", "æøå 🐕"]
)
def test_every_query_gets_a_page(client, query):
    html = search_page(client, query)

    assert "<script>" not in html.replace('<script type="module"', "")


def test_a_search_without_results_shows_the_empty_state(client):
    assert 'class="empty' in search_page(client, "zzzz")
