"""Parts of the list (without a reply, near, one's own) and its orders, with every filter."""

import re
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.themes import localized_themes
from forum.models import HelpState, Thread
from forum.moderation.actions import hide_post
from forum.threads import own_thread, shared_rows, thanking, thread_pages
from forum.threads.thread_filter import ThreadFilter
from notifications.notices import follows, topics
from tests import factories
from tests.forum.query_plans import plan
from tests.markup import markup_of

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
LISTS = [{"order": "newest"}, {"order": "thanked"}, {"show": "unanswered"}]
OWN_LISTS = [{"show": "mine"}, {"show": "followed"}]


def titles(client, **query) -> list[str]:
    response = client.get(reverse("forum:threads"), query)
    assert response.status_code == 200
    return [thread.title for thread in response.context["threads"]]


def on_all_pages(client, path: str) -> list[str]:
    seen = []
    while path:
        response = client.get(path)
        seen += [thread.title for thread in response.context["threads"]]
        path = response.context["older_url"]
    return seen


@pytest.fixture
def threads(alice, bob, theme):
    """Three threads: of Alice with a reply of Bob, of Bob, and of Alice."""
    first = factories.make_thread(alice, theme, "First")
    factories.make_thread(bob, theme, "Second")
    factories.make_thread(alice, theme, "Third")
    factories.make_reply(first, bob)
    return first


def test_each_list_has_its_threads_in_its_order(client, as_alice, threads):
    assert titles(client) == ["First", "Third", "Second"]
    assert titles(client, order="newest") == ["Third", "Second", "First"]
    assert titles(client, show="unanswered") == ["Third", "Second"]
    assert titles(as_alice, show="mine") == ["First", "Third"]


def test_followed_threads_are_those_that_one_follows_now(as_bob, bob, alice, threads):
    assert set(titles(as_bob, show="followed")) == {"First", "Second"}
    third = Thread.objects.get(title="Third")
    follows.follow(bob, topics.thread(third.pk))
    follows.mute(bob, topics.thread(threads.pk))
    follows.follow(bob, topics.theme(third.theme_id))
    assert titles(as_bob, show="followed") == ["Third", "Second"]


def test_closed_and_locked_threads_do_not_wait_for_a_reply(client, threads):
    own_thread.close(thread=Thread.objects.get(title="Third"))
    Thread.objects.filter(title="Second").update(is_locked=True)
    assert titles(client, show="unanswered") == []


@pytest.mark.parametrize("query", LISTS)
def test_hidden_threads_are_for_their_author_only(
    query, client, as_alice, as_bob, threads, moderator
):
    third = Thread.objects.get(title="Third")
    hide_post(post=third.posts.get(), moderator=moderator, reason="Spam")
    assert "Third" not in titles(client, **query)
    assert "Third" not in titles(as_bob, **query)
    assert "Third" in titles(as_alice, **query)


def test_hidden_threads_stay_out_of_the_followed_ones(as_bob, bob, threads, moderator):
    hide_post(post=threads.posts.get(number=1), moderator=moderator, reason="Spam")
    assert titles(as_bob, show="followed") == ["Second"]


@pytest.mark.parametrize("show", ["near", "mine", "followed"])
def test_own_lists_lead_anonymous_readers_to_the_sign_in(client, show, threads):
    query = {"show": show, "order": "newest"}
    response = client.get(reverse("forum:threads"), query)
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]
    assert f"show%3D{show}%26order%3Dnewest" in response["Location"]


def test_own_lists_are_offered_to_those_who_are_signed_in(client, as_alice, threads):
    def offered(reader) -> set[str]:
        html = markup_of(reader.get(reverse("forum:threads")))
        return set(re.findall(r"\?(?:show|order)=(\w+)", html))

    everybody = {"newest", "thanked", "unanswered"}
    assert offered(client) == everybody
    assert offered(as_alice) == everybody | {"mine", "followed"}


@pytest.mark.parametrize("name", ["show", "order"])
@pytest.mark.parametrize("value", ["nonsense", "\0", "x" * 9_999])
def test_unknown_lists_are_ignored_with_a_notice(client, threads, name, value):
    response = client.get(reverse("forum:threads"), {name: value})
    assert "notice--warning" in markup_of(response)
    assert len(response.context["threads"]) == 3


@pytest.fixture
def varied(alice, bob, theme, area, moderator):
    """Threads of every mixture of theme, area, kind and tag; each other one has a reply."""
    themed = [theme, None]
    for number, (about, where, kind, tags) in enumerate(
        product(themed, [area, None], ["discussion", "issue", "help_wanted"], [["lygter"], []])
    ):
        thread = factories.make_thread(
            [alice, bob][number % 3 == 0], about, f"{number}", area=where, kind=kind, tags=tags
        )
        if number % 2:
            factories.make_reply(thread, bob)
        for person in [alice, bob, moderator][: number % 4]:
            if person.pk != thread.author_id:
                thanking.give_thanks(post=thread.posts.get(number=1), person=person)
    alice.area = area
    alice.save()
    return list(Thread.objects.all())


@pytest.mark.parametrize("show", ["", "unanswered", "near", "mine", "followed"])
@pytest.mark.parametrize("order", ["", "newest", "thanked"])
def test_whose_threads_and_the_order_combine_with_every_filter(
    show, order, as_alice, alice, theme, area, varied, monkeypatch
):
    monkeypatch.setattr(thread_pages, "THREADS_PER_PAGE", 3)
    is_shown = {
        "": lambda thread: True,
        "unanswered": lambda thread: thread.post_count == 1,
        "near": lambda thread: thread.area_id == area.pk,
        # Whoever starts a thread follows it.
        "mine": lambda thread: thread.author_id == alice.pk,
        "followed": lambda thread: thread.author_id == alice.pk,
    }[show]
    field = {"newest": "created_at", "thanked": "thanks_count"}.get(order, "last_activity_at")
    for filters in (
        {},
        {"theme": theme.slug},
        {"area": area.slug, "kind": "issue", "status": "received"},
        {"kind": "help_wanted", "state": "open"},
        {"tag": "lygter", "theme": theme.slug},
    ):
        expected = [
            each
            for each in varied
            if is_shown(each)
            and ("theme" not in filters or each.theme_id == theme.pk)
            and ("area" not in filters or each.area_id == area.pk)
            and ("kind" not in filters or each.kind == filters["kind"])
            and ("tag" not in filters or each.tag_ids)
        ]
        expected.sort(key=lambda each: (getattr(each, field), each.pk), reverse=True)
        chosen = {name: value for name, value in (("show", show), ("order", order)) if value}
        query = "&".join(f"{name}={value}" for name, value in (filters | chosen).items())
        found = on_all_pages(as_alice, f"{reverse('forum:threads')}?{query}")
        if chosen or filters:
            assert found == [each.title for each in expected], query


@pytest.mark.parametrize("order", ["newest", "thanked"])
@pytest.mark.parametrize("show", ["", "mine", "near"])
def test_open_requests_come_before_settled_ones_in_every_order(
    order, show, as_alice, varied, monkeypatch
):
    monkeypatch.setattr(thread_pages, "THREADS_PER_PAGE", 2)
    wanted = Thread.objects.filter(kind="help_wanted")
    settled = [each.pk for each in wanted.order_by("pk")[::2]]
    Thread.objects.filter(pk__in=settled).update(is_settled=True, help_state=HelpState.FULFILLED)
    path = f"{reverse('forum:threads')}?kind=help_wanted&order={order}&show={show}"
    found = on_all_pages(as_alice, path)
    states = [Thread.objects.get(title=title).is_settled for title in found]
    assert states == sorted(states)
    assert len(set(found)) == len(found) > 1


def test_every_link_keeps_what_else_is_chosen(as_alice, theme, varied):
    query = {"theme": theme.slug, "show": "mine", "order": "thanked"}
    context = as_alice.get(reverse("forum:threads"), query).context
    others = [each for each in context["parts"] if not each.current]
    assert all(f"theme={theme.slug}&" in each.url for each in others)
    assert all("order=thanked" in each.url for each in others)
    assert all("show=mine" in each.url for each in context["orders"])
    for group in context["filter_groups"]:
        assert all("show=mine&order=thanked" in option.url for option in group.options)
    without = {each.url for each in context["chosen"]}
    base = reverse("forum:threads")
    assert without == {
        f"{base}?theme={theme.slug}&order=thanked",
        f"{base}?show=mine&order=thanked",
    }


def test_an_empty_list_says_what_is_chosen_and_leads_out(as_alice, alice, theme, area, threads):
    query = {"theme": theme.slug, "area": area.slug, "show": "mine", "order": "newest"}
    response = as_alice.get(reverse("forum:threads"), query)
    empty = response.context["empty"]
    assert response.context["threads"] == []
    assert all(each.label in empty.text for each in response.context["chosen"])
    assert len(response.context["chosen"]) == 3
    assert empty.url == f"{reverse('forum:threads')}?order=newest"
    assert empty.title in response.content.decode()


@pytest.mark.parametrize("query", [*LISTS, *OWN_LISTS, {"show": "mine", "order": "thanked"}])
def test_every_thread_is_on_exactly_one_page(query, as_alice, theme, alice):
    moment = factories.in_days(-1)
    for number in range(45):
        factories.make_thread(alice, theme, f"Thread {number}", at=moment)
    path = reverse("forum:threads") + ThreadFilter(**query).query_string()
    found = on_all_pages(as_alice, path)
    assert found == [f"Thread {number}" for number in reversed(range(45))]


@pytest.mark.parametrize("query", [*LISTS, {"show": "near"}, {"show": "mine"}])
def test_a_wrong_cursor_leads_to_the_first_page(query, as_alice, threads):
    assert titles(as_alice, **query, after="nonsense") == titles(as_alice, **query)


@pytest.mark.parametrize("query", [*LISTS, *OWN_LISTS, {"show": "followed", "order": "thanked"}])
def test_the_number_of_queries_does_not_grow(query, alice, theme):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            shared_rows.list_page(alice, ThreadFilter(**query), "")
        return len(captured)

    factories.make_thread(alice, theme)
    # Permissions are looked up once.
    count()
    few = count()
    for number in range(5):
        factories.make_thread(factories.make_user(f"n{number}@example.org", "Nabo"), theme)
        factories.make_thread(alice, theme)
    assert count() == few <= 3


FILTERED = [(name, query) for name in ("", "theme", "area", "kind", "status") for query in LISTS]


@pytest.mark.parametrize(
    ("name", "query"),
    # The list of a status by activity is short, and needs no index of its own.
    [(name, query) for name, query in FILTERED if name != "status" or "show" not in query],
)
def test_each_list_has_an_index_for_each_filter(name, query, alice, theme, area):
    kind = "issue" if name == "status" else "discussion"
    factories.make_thread(alice, theme, area=area, kind=kind)
    chosen = {
        "theme": {"theme": localized_themes().by_slug(theme.slug)},
        "area": {"area": area},
        "kind": {"kind": kind},
        "status": {"kind": kind, "status": "received"},
    }.get(name, {})
    asked = ThreadFilter(**chosen, **query)
    index = {
        "newest": {
            "": "thread_by_start",
            "theme": "thread_in_theme_by_start",
            "area": "thread_in_area_by_start",
            "kind": "thread_of_kind_by_start",
            "status": "thread_of_status_by_start",
        },
        "thanked": {"": "thread_most_thanked"},
        "": {"": "thread_unanswered"},
    }[asked.order].get(name) or f"thread_{name}_{'most_thanked' if asked.order else 'unanswered'}"
    rows = thread_pages.in_order(asked.visible_to(NOBODY), asked.order)
    assert index in plan(rows, index)


def test_ones_own_threads_have_an_index(alice, threads):
    index = "thread_of_author_by_activity"
    rows = ThreadFilter(show="mine").visible_to(alice).for_listing()
    assert index in plan(rows, index)
