"""What readers see alike is held; what one may see and another not is never mixed up."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from forum.models import Thread
from forum.threads import shared_rows
from forum.threads.thread_filter import ThreadFilter
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_committed")]


@pytest.fixture
def thread(alice, theme):
    return factories.make_thread(alice, theme)


@pytest.fixture
def anonymous():
    return AnonymousUser()


def hide(thread):
    Thread.objects.filter(pk=thread.pk).update(is_hidden=True)


def listed(reader, **filters):
    page, _cursor = shared_rows.list_page(reader, ThreadFilter(**filters), "")
    latest = shared_rows.latest_threads(reader, 20)
    if not filters:
        assert [each.pk for each in latest] == [each.pk for each in page]
    return [each.pk for each in page]


def finds(reader, thread):
    try:
        return shared_rows.find_thread(reader, thread.pk) == thread
    except Http404:
        return False


@pytest.mark.parametrize("name", ["anonymous", "bob"])
def test_rows_are_read_once(name, request, thread):
    reader = request.getfixturevalue(name)

    def read():
        listed(reader)
        shared_rows.posts_on_page(shared_rows.find_thread(reader, thread.pk), 1)

    read()
    with CaptureQueriesContext(connection) as captured:
        read()
    assert not captured.captured_queries


def test_authors_see_their_thread_once_it_is_hidden_and_nobody_elses_list_changes(
    alice, bob, anonymous, thread
):
    assert listed(alice) == listed(bob) == [thread.pk]
    hide(thread)
    assert listed(alice) == [thread.pk]
    assert listed(bob) == listed(anonymous) == []
    Thread.objects.filter(pk=thread.pk).update(is_hidden=False)
    assert listed(alice) == listed(bob) == [thread.pk]


@pytest.mark.parametrize("first", ["alice", "bob", "moderator", "anonymous"])
def test_hidden_thread_is_for_its_author_and_moderators(first, alice, bob, moderator, thread):
    hide(thread)
    people = {"alice": alice, "bob": bob, "moderator": moderator, "anonymous": AnonymousUser()}
    # Whoever asks first, the others get their own.
    for name in sorted(people, key=lambda each: each != first):
        may_read = name in {"alice", "moderator"}
        assert (listed(people[name]) == [thread.pk]) is may_read
        assert finds(people[name], thread) is may_read


def test_hiding_and_restoring_take_effect_at_once(alice, anonymous, thread):
    assert finds(anonymous, thread)
    hide(thread)
    assert not finds(anonymous, thread)
    assert listed(anonymous) == []
    assert finds(alice, thread)
    Thread.objects.filter(pk=thread.pk).update(is_hidden=False)
    assert finds(anonymous, thread)
    assert listed(anonymous) == [thread.pk]


def test_reply_is_shown_at_once(alice, anonymous, bob, theme, thread):
    later = factories.make_thread(alice, theme, "Senere")
    assert listed(anonymous) == [later.pk, thread.pk]
    assert len(shared_rows.posts_on_page(thread, 1)) == 1
    factories.make_reply(thread, bob)
    assert listed(anonymous) == [thread.pk, later.pk]
    assert len(shared_rows.posts_on_page(thread, 1)) == 2
    assert shared_rows.find_thread(alice, thread.pk).post_count == 2


def test_each_filter_has_its_own_list(alice, anonymous, theme, area, thread):
    here = factories.make_thread(alice, theme, "Her", area=area)
    assert listed(anonymous) == [here.pk, thread.pk]
    assert listed(anonymous, area=area) == [here.pk]
    assert shared_rows.latest_threads(anonymous, 1) == [here]


def test_new_name_of_an_author_is_shown(alice, anonymous, thread):
    assert shared_rows.find_thread(anonymous, thread.pk).author == alice
    alice.first_name = "Alberte"
    alice.save()
    assert "Alberte" in shared_rows.find_thread(anonymous, thread.pk).author.first_name
