"""The list of the threads whose first post most people thank for."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from forum.models import Post, Thread
from forum.moderation.actions import hide_post, restore_post
from forum.threads import thanking
from residents.personal_data import erasure
from residents.personal_data.registry import Posts
from tests import factories

pytestmark = pytest.mark.django_db


def first(thread) -> Post:
    return thread.posts.get(number=1)


def count(thread) -> int:
    return Thread.objects.get(pk=thread.pk).thanks_count


def titles(client) -> list[str]:
    response = client.get(reverse("forum:threads"), {"order": "thanked"})
    return [thread.title for thread in response.context["threads"]]


@pytest.fixture
def other(alice, theme):
    return factories.make_thread(alice, theme, "Other")


def test_the_thread_with_most_thanks_is_first(client, thread, other, bob, moderator):
    assert titles(client) == [other.title, thread.title]
    thanking.give_thanks(post=first(thread), person=bob)
    thanking.give_thanks(post=first(thread), person=bob)
    assert titles(client) == [thread.title, other.title]
    assert count(thread) == 1
    for person in (bob, moderator):
        thanking.give_thanks(post=first(other), person=person)
    assert titles(client) == [other.title, thread.title]
    for person in (bob, moderator):
        thanking.take_back_thanks(post=first(other), person=person)
        thanking.take_back_thanks(post=first(other), person=person)
    assert titles(client) == [thread.title, other.title]


def test_thanks_for_a_reply_do_not_count(thread, reply, alice):
    thanking.give_thanks(post=reply, person=alice)
    assert count(thread) == 0


def test_thanks_for_a_hidden_post_do_not_count_until_it_is_restored(thread, bob, moderator):
    thanking.give_thanks(post=first(thread), person=bob)
    hide_post(post=first(thread), moderator=moderator, reason="Spam")
    assert count(thread) == 0
    restore_post(post=first(thread), moderator=moderator, reason="En fejl")
    assert count(thread) == 1


@pytest.mark.parametrize("is_hidden", [False, True])
def test_erasing_an_account_takes_its_thanks_from_the_thread(thread, bob, moderator, is_hidden):
    thanking.give_thanks(post=first(thread), person=bob)
    if is_hidden:
        hide_post(post=first(thread), moderator=moderator, reason="Spam")
    erasure.erase(user=bob, posts=Posts.KEEP)
    assert count(thread) == 0


def test_recount_corrects_the_number(thread, other, bob, capsys):
    thanking.give_thanks(post=first(thread), person=bob)
    Thread.objects.update(thanks_count=7)
    call_command("recount")
    assert (count(thread), count(other)) == (1, 0)
    assert "2" in capsys.readouterr().out
    call_command("recount")
    assert "2" not in capsys.readouterr().out


def test_every_thread_is_on_exactly_one_page_with_and_without_thanks(client, alice, bob, theme):
    moderator = factories.make_user("third@example.org", "Third")
    threads = [factories.make_thread(alice, theme, f"Thread {n}") for n in range(45)]
    for thread in threads[::2]:
        thanking.give_thanks(post=first(thread), person=bob)
    for thread in threads[::10]:
        thanking.give_thanks(post=first(thread), person=moderator)
    seen, path = [], f"{reverse('forum:threads')}?order=thanked"
    while path:
        response = client.get(path)
        seen += [(thread.thanks_count, thread.pk) for thread in response.context["threads"]]
        path = response.context["older_url"]
    assert seen == sorted(seen, reverse=True)
    assert {pk for _number, pk in seen} == {thread.pk for thread in threads}
    assert len(seen) == 45


@pytest.mark.parametrize("cursor", ["9-", "999999999999999999-999999999999999999", "-1-1", "\0"])
def test_any_cursor_gets_a_page(client, thread, cursor):
    query = {"order": "thanked", "after": cursor}
    assert client.get(reverse("forum:threads"), query).status_code == 200
