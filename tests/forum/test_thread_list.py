"""The list of threads, its filters and its pages."""

import re

import pytest
from django.urls import reverse

from forum.models import Thread
from forum.moderation.actions import hide_post
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def address() -> str:
    return reverse("forum:threads")


def titles(html: str) -> list[str]:
    """Return the titles of the rows, in order."""
    return re.findall(r'<a class="reach" href="[^"]*">([^<]*)</a>', html)


def show(client, path: str = "", **query: str) -> str:
    """Return the page with each run of white space as one blank."""
    response = client.get(path or address(), query)
    assert response.status_code == 200
    return markup_of(response)


def test_threads_are_ordered_by_last_activity(client, theme, alice, bob):
    first = factories.make_thread(alice, theme, "First")
    factories.make_thread(alice, theme, "Second")
    factories.make_reply(first, bob)

    assert titles(show(client)) == ["First", "Second"]


def test_an_empty_list_links_to_the_form(client):
    response = client.get(address())

    assert not response.context["threads"]
    assert f'class="button" href="{reverse("forum:start")}"' in response.content.decode()


def test_anonymous_readers_get_a_public_page_without_cookies(client, thread):
    response = client.get(address())

    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert "public" in response["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_not_allowed(client, db, method):
    assert getattr(client, method)(address()).status_code == 405


def test_it_filters_by_theme_area_and_kind(client, theme, area, alice):
    other = factories.make_theme("loneliness")
    wanted = Thread.Kind.HELP_WANTED
    factories.make_thread(alice, theme, "All three", area=area, kind=wanted)
    factories.make_thread(alice, theme, "Theme only")
    factories.make_thread(alice, other, "Area only", area=area)
    factories.make_thread(alice, other, "Kind only", kind=wanted)

    assert set(titles(show(client, theme=theme.slug))) == {"All three", "Theme only"}
    assert set(titles(show(client, area=area.slug))) == {"All three", "Area only"}
    assert set(titles(show(client, kind=wanted))) == {"All three", "Kind only"}
    assert titles(show(client, theme=theme.slug, area=area.slug, kind=wanted)) == ["All three"]


def test_a_filter_link_keeps_the_other_filters(client, theme, area):
    html = show(client, theme=theme.slug, area=area.slug, after="")

    assert f"?theme={theme.slug}&amp;area={area.slug}&amp;kind=issue" in html
    assert f'href="{address()}?area={area.slug}#results"' in html  # all themes, in this area


@pytest.mark.parametrize(
    "query",
    [
        {"theme": "nonsense"},
        {"area": "atlantis"},
        {"kind": "riot"},
        {"theme": "\0"},
        {"area": "\0", "kind": "<script>"},
        {"theme": "x" * 10_000},
        {"after": "nonsense"},
        {"after": "\0"},
        {"after": "æøå"},
        {"after": "999999999999999999-1"},  # a moment after the year 9999
        {"after": "MTox"},
    ],
)
def test_unknown_filters_and_cursors_are_ignored_with_a_notice(client, thread, query):
    html = show(client, **query)

    assert "notice--warning" in html
    assert titles(html) == [thread.title]
    assert 'content="noindex"' in html


def test_nothing_follows_a_cursor_before_the_first_thread(client, thread):
    assert titles(show(client, after="1-999999999999999999")) == []


def test_after_a_choice_the_filters_are_closed_and_each_can_be_removed(client, theme, area):
    html = markup_of(client.get(address(), {"theme": theme.slug, "area": area.slug}))

    assert '<details class="filters">' in html
    chosen = html[html.index('<nav class="chosen"') :].split("</nav>")[0]
    assert re.findall(r'<a href="([^"]+)"', chosen) == [
        f"{address()}?area={area.slug}#results",
        f"{address()}?theme={theme.slug}#results",
    ]
    assert f'<a class="link-button" href="{address()}#results"' in chosen


def test_the_title_of_the_page_names_the_filters(client, theme, area):
    def title(**query) -> str:
        return re.search(r"<title>(.*?)</title>", markup_of(client.get(address(), query)))[1]

    assert area.name in title(area=area.slug, kind="issue")
    assert len({title(), title(area=area.slug), title(kind="issue"), title(theme=theme.slug)}) == 4


def test_only_filtered_lists_are_not_indexed(client, thread, theme):
    assert "noindex" not in show(client)
    assert 'content="noindex"' in show(client, theme=theme.slug)


def test_every_thread_is_on_exactly_one_page(client, theme, alice):
    moment = factories.in_days(-1)
    for number in range(45):
        # Many at the same moment: the key decides.
        factories.make_thread(alice, theme, f"Thread {number}", at=moment)

    seen, path, pages = [], address(), 0
    while path:
        html = show(client, path)
        seen += titles(html)
        pages += 1
        older = re.search(r'href="([^"]*)" rel="next"', html)
        path = older[1].replace("&amp;", "&") if older else ""

    assert pages == 3
    assert seen == [f"Thread {number}" for number in reversed(range(45))]


def test_a_later_page_keeps_the_filter_and_is_its_own_canonical(client, theme, alice):
    for number in range(21):
        factories.make_thread(alice, theme, f"Thread {number}")
    html = show(client, theme=theme.slug)
    older = re.search(r'href="([^"]*)" rel="next"', html)[1].replace("&amp;", "&")

    html = show(client, older)

    assert f"?theme={theme.slug}&after=" in older
    assert titles(html) == ["Thread 0"]
    assert f'rel="canonical" href="http://testserver{older.replace("&", "&amp;")}"' in html
    assert f'<a href="{address()}?theme={theme.slug}">' in html
    assert 'rel="next"' not in html


def test_hidden_threads_are_listed_only_for_their_authors_and_moderators(
    client, as_alice, as_bob, as_moderator, thread, moderator
):
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")

    assert titles(show(client)) == []
    assert titles(show(as_bob)) == []
    assert titles(show(as_alice)) == [thread.title]
    assert titles(show(as_moderator)) == [thread.title]
    assert "thread--hidden" in show(as_alice)


def test_a_moderators_threads_have_a_badge(client, theme, alice, moderator):
    factories.make_thread(alice, theme, "A resident's")
    assert "badge--moderator" not in show(client)

    factories.make_thread(moderator, theme, "A moderator's")
    assert show(client).count("badge--moderator") == 1


def test_titles_are_escaped(client, theme, alice):
    factories.make_thread(alice, theme, "<script>alert(1)</script>")

    html = show(client)

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_title_has_the_language_of_its_thread(client, thread):
    assert 'lang="da"><a class="reach"' in show(client)


def test_the_page_links_to_the_feed(client, theme):
    assert (
        f'type="application/atom+xml" title="New in the forum" href="{reverse("forum:feed")}"'
        in show(client)
    )
    assert f'href="{reverse("forum:feed")}?theme={theme.slug}"' in show(client, theme=theme.slug)


def test_the_link_to_the_form_keeps_the_theme(client, theme):
    assert f'href="{reverse("forum:start")}?theme={theme.slug}"' in show(client, theme=theme.slug)
