"""How many new posts a list says that a thread has."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.models import Post, Thread, ThreadRead
from forum.moderation.actions import hide_post
from forum.threads import personal_data, unread
from notifications.notices import follows, topics
from residents.personal_data import erasure
from residents.personal_data.registry import Person, Posts
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def marks(client, **query) -> dict[int, int]:
    found = client.get(reverse("forum:threads"), query).context["unread"]
    return {pk: each.count for pk, each in found.items()}


def all_read(client, **data):
    return client.post(reverse("forum:all_read"), data)


@pytest.fixture
def read_thread(thread, as_alice, as_bob, as_moderator):
    """Alice's thread, which all have opened."""
    for reader in (as_alice, as_bob, as_moderator):
        reader.get(thread.url)
    return thread


def test_new_replies_are_counted_until_the_thread_is_read(as_alice, thread, bob):
    assert marks(as_alice) == {}
    for body in ("Enig!", "Meget enig!"):
        factories.make_reply(thread, bob, body)
    for query in ({}, {"show": "mine"}, {"order": "newest"}):
        assert marks(as_alice, **query) == {thread.pk: 2}
    assert "thread__new" in markup_of(as_alice.get(reverse("forum:threads")))
    as_alice.get(thread.get_absolute_url())
    assert marks(as_alice) == {}


def test_everybody_who_is_signed_in_has_marks(client, as_moderator, as_bob, read_thread, bob):
    reply = factories.make_reply(read_thread, bob)
    assert marks(client) == marks(as_bob) == {}
    assert "thread__new" not in markup_of(client.get(reverse("forum:threads")))
    page = as_moderator.get(reverse("forum:threads"))
    assert page.context["unread"][read_thread.pk].url == reply.get_absolute_url()
    assert reply.get_absolute_url() in page.content.decode()


def test_a_thread_that_was_never_opened_is_new(as_bob, as_alice, thread):
    found = as_bob.get(reverse("forum:threads")).context["unread"][thread.pk]
    assert found.is_new_thread
    assert found.url == ""
    assert marks(as_alice) == {}


def test_nothing_is_unread_that_is_older_than_the_account(thread, client):
    newcomer = factories.make_user("ny@example.org", "Ny")
    client.force_login(newcomer)
    assert marks(client) == {}
    factories.make_reply(thread, thread.author)
    assert marks(client) == {thread.pk: 1}


def test_nothing_is_unread_after_the_cut_off(as_bob, bob, alice, theme, settings):
    type(bob).objects.update(date_joined=factories.in_days(-90))
    old = factories.make_thread(alice, theme, at=factories.in_days(-settings.UNREAD_DAYS - 1))
    assert marks(as_bob) == {}
    as_bob.get(old.url)
    assert not ThreadRead.objects.exists()
    factories.make_reply(old, alice)
    assert marks(as_bob) == {old.pk: 1}


def test_muted_threads_and_people_have_none(as_alice, alice, bob, moderator, read_thread):
    partner = factories.make_partner("Politiet", "police")
    partner.memberships.create(user=bob)
    factories.make_reply(read_thread, bob)
    follows.mute(alice, topics.person(bob.pk))
    assert marks(as_alice) == {}
    factories.make_reply(read_thread, moderator)
    assert marks(as_alice) == {read_thread.pk: 1}
    Post.objects.filter(thread=read_thread, author=bob).update(partner=partner)
    assert marks(as_alice) == {read_thread.pk: 2}
    follows.mute(alice, topics.thread(read_thread.pk))
    assert marks(as_alice) == {}


def test_hidden_and_removed_posts_are_not_counted(as_alice, bob, moderator, read_thread):
    posts = [factories.make_reply(read_thread, bob, f"Nr. {number}") for number in range(3)]
    hide_post(post=posts[0], moderator=moderator, reason="Spam")
    Post.objects.filter(pk=posts[1].pk).update(body="", removed_at=timezone.now())
    found = as_alice.get(reverse("forum:threads")).context["unread"][read_thread.pk]
    assert (found.count, found.first) == (1, posts[2].number)
    hide_post(post=posts[2], moderator=moderator, reason="Spam")
    assert marks(as_alice) == {}


def test_held_posts_are_not_counted(as_alice, bob, read_thread):
    factories.make_held_post(read_thread, bob)
    assert marks(as_alice) == {}


def test_of_many_posts_the_latest_are_counted(as_alice, bob, read_thread, monkeypatch):
    monkeypatch.setattr(unread, "MOST_COUNTED", 2)
    for number in range(4):
        factories.make_reply(read_thread, bob, f"Nr. {number}")
    found = as_alice.get(reverse("forum:threads")).context["unread"][read_thread.pk]
    assert (found.count, found.first, found.has_more) == (2, 2, True)


def test_all_can_be_marked_as_read(as_alice, as_bob, alice, bob, read_thread):
    factories.make_reply(read_thread, bob)
    other = factories.make_thread(bob, None, "Andet")
    path = f"{reverse('forum:threads')}?order=newest"
    assert reverse("forum:all_read") in as_alice.get(path).content.decode()
    for _click in range(2):
        assert all_read(as_alice, next=path)["Location"] == path
        assert marks(as_alice) == {}
    assert reverse("forum:all_read") not in as_alice.get(path).content.decode()
    assert ThreadRead.objects.filter(user=alice).count() == 1
    # Bob keeps what he has read.
    assert ThreadRead.objects.filter(user=bob, thread=read_thread).exists()

    factories.make_reply(other, bob)
    assert marks(as_alice) == {other.pk: 1}
    all_read(as_alice)
    assert marks(as_alice) == {}


def test_all_is_marked_by_a_form_of_who_is_signed_in(client, as_alice, thread):
    url = reverse("forum:all_read")
    assert as_alice.get(url).status_code == 405
    response = client.post(url)
    assert reverse("account_login") in response["Location"]
    # After the sign-in, the form's own address would answer 405.
    assert url not in response["Location"]
    assert all_read(as_alice, next="https://evil.example/")["Location"] == reverse("forum:threads")
    assert ThreadRead.objects.count() == 1


def test_the_list_takes_two_queries_more_however_many_threads_are_unread(
    as_alice, bob, alice, theme, settings
):
    def queries(days: int) -> int:
        settings.UNREAD_DAYS = days
        as_alice.get(reverse("forum:threads"))
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(reverse("forum:threads"))
        return len(captured)

    factories.make_thread(bob, theme)
    assert queries(14) == queries(0) + 2
    for number in range(5):
        factories.make_reply(factories.make_thread(bob, theme, f"Nr. {number}"), bob)
    assert queries(14) == queries(0) + 2


def test_old_marks_are_deleted_and_nothing_is_unread_by_that(
    as_alice, alice, bob, read_thread, settings
):
    type(alice).objects.update(date_joined=factories.in_days(-90))
    earlier = timezone.now() - datetime.timedelta(days=settings.UNREAD_DAYS, hours=1)
    Thread.objects.update(last_activity_at=earlier)
    Post.objects.update(created_at=earlier)
    ThreadRead.objects.filter(user=alice).update(read_at=earlier)
    call_command("tick")
    assert ThreadRead.objects.filter(user=alice).count() == 0
    assert ThreadRead.objects.filter(user=bob).count() == 1
    assert marks(as_alice) == {}


def test_each_exports_and_erases_their_own(alice, bob, read_thread):
    (rule,) = personal_data.RULES
    assert [row.user for row in rule.rows(Person.of(alice))] == [alice]
    erasure.erase(user=bob, posts=Posts.KEEP)
    assert not ThreadRead.objects.filter(user=bob.pk).exists()
    assert ThreadRead.objects.filter(user=alice).exists()


@pytest.mark.parametrize("is_of_thread", [True, False])
def test_the_database_has_one_mark_of_each(is_of_thread, alice, thread):
    row = {"user": alice, "thread": thread if is_of_thread else None}
    ThreadRead.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        ThreadRead.objects.create(**row)


def test_the_database_takes_no_number_without_a_thread(alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        ThreadRead.objects.create(user=alice, post_number=1)
