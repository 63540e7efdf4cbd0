"""What the starter of a thread does with it: change its title, close it, withdraw it."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from forum.models import HeldPost, PostVersion, Thread
from forum.moderation import held_posts
from forum.moderation.actions import hide_post, restore_post
from forum.threads import own_thread, posting
from home.search.results import search as site_search
from notifications.models import Notice
from notifications.notices import activities, follows, topics
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db
NAMES = ["title", "close", "withdraw"]


def address(thread, name: str) -> str:
    return reverse(f"forum:{name}", args=[thread.pk])


def current(thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def send_reply(client, thread, body: str = "Jeg kommer.", **fields: object):
    sent = {"body": body, "submission": str(uuid.uuid4()), **fields}
    return client.post(address(thread, "reply"), sent)


@pytest.mark.parametrize("name", NAMES)
def test_only_the_starter_may(client, as_bob, as_moderator, thread, name):
    data = {"title": "Noget andet"}

    assert client.post(address(thread, name), data).status_code == 302
    assert as_bob.post(address(thread, name), data).status_code == 403
    assert as_moderator.post(address(thread, name), data).status_code == 403
    assert as_bob.post(reverse(f"forum:{name}", args=[987654321]), data).status_code == 404
    now = current(thread)
    assert (now.title, now.closed_at, now.withdrawn_at) == (thread.title, None, None)


@pytest.mark.parametrize("name", NAMES)
def test_a_hidden_thread_is_out_of_its_starters_hands(as_alice, thread, moderator, name):
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")

    response = as_alice.post(address(thread, name), {"title": "Noget andet"})

    assert response.status_code == 403


def test_only_the_starter_sees_the_buttons(client, as_alice, as_bob, thread):
    for name in NAMES:
        assert address(thread, name) in as_alice.get(thread.url).content.decode()
        assert address(thread, name) not in as_bob.get(thread.url).content.decode()
        assert address(thread, name) not in client.get(thread.url).content.decode()


@pytest.mark.usefixtures("as_if_committed")
def test_a_new_title_is_seen_everywhere_and_the_old_one_is_kept(
    client, as_alice, thread, django_capture_on_commit_callbacks
):
    old = thread.title
    pages = [reverse("forum:threads"), thread.url, reverse("forum:feed")]
    for page in pages:
        assert old in client.get(page).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        response = as_alice.post(address(thread, "title"), {"title": "Hvem salter stien?"})

    assert response["Location"] == thread.url
    for page in pages:
        html = client.get(page).content.decode()
        assert "Hvem salter stien?" in html
        assert old not in html
    post = thread.posts.get()
    assert post.edited_at is not None
    version = PostVersion.objects.get()
    assert (version.post, version.title, version.body) == (post, old, post.body)
    assert [hit.url for hit in site_search("salter", AnonymousUser()).hits] == [thread.url]


def test_the_same_title_changes_nothing(as_alice, thread):
    as_alice.post(address(thread, "title"), {"title": f" {thread.title} "})

    assert not PostVersion.objects.exists()
    assert thread.posts.get().edited_at is None


@pytest.mark.parametrize(
    ("title", "code"),
    [("", "required"), ("x" * 121, "max_length"), ("Ring 010203-1234", "personal_data")],
)
def test_an_invalid_title_is_refused_and_kept(as_alice, thread, title, code):
    response = as_alice.post(address(thread, "title"), {"title": title})

    assert error_codes(response.context["form"], "title") == [code]
    assert title in response.content.decode()
    assert current(thread).title == thread.title


def test_a_title_that_a_moderator_would_read_is_refused(as_alice, thread):
    response = as_alice.post(address(thread, "title"), {"title": "Kim Holm stjal min cykel"})

    assert response.status_code == 200
    assert "title" in response.context["form"].errors
    assert not HeldPost.objects.exists()


def test_moderators_see_earlier_titles(as_alice, as_moderator, thread):
    as_alice.post(address(thread, "title"), {"title": "Hvem salter stien?"})

    page = as_moderator.get(reverse("forum:history", args=[thread.posts.get().pk]))

    assert thread.title in page.content.decode()


def test_nobody_replies_in_a_closed_thread(client, as_alice, as_bob, as_moderator, thread):
    for _click in range(2):
        assert as_alice.post(address(thread, "close"))["Location"] == thread.url
    assert current(thread).closed_at is not None

    response = send_reply(as_bob, thread, "Mit lange svar")
    assert response.status_code == 200
    assert error_codes(response.context["form"], "__all__") == ["closed"]
    assert "Mit lange svar" in response.content.decode()
    assert send_reply(as_moderator, thread).status_code == 200
    assert thread.posts.count() == 1
    assert as_bob.get(address(thread, "reply"))["Location"] == thread.url
    for each in (client, as_bob):
        html = each.get(thread.url).content.decode()
        assert "This thread is closed" in html
        assert 'id="reply"' not in html

    as_alice.post(address(thread, "close"), {"do": "reopen"})
    assert send_reply(as_bob, thread).status_code == 302
    assert thread.posts.count() == 2


def test_a_reply_that_was_sent_before_the_close_is_still_there(as_bob, thread):
    submission = str(uuid.uuid4())
    send_reply(as_bob, thread, submission=submission)
    own_thread.close(thread=thread)

    assert send_reply(as_bob, thread, submission=submission).status_code == 302
    assert thread.posts.count() == 2


def test_a_thread_closed_while_a_reply_is_sent_keeps_the_text(as_bob, thread, monkeypatch):
    def refuse(**_fields: object) -> None:
        raise posting.ThreadClosed

    monkeypatch.setattr(posting, "reply", refuse)

    response = send_reply(as_bob, thread, "Mit lange svar")

    assert response.status_code == 200
    assert "Mit lange svar" in response.content.decode()


def test_a_held_reply_is_not_published_in_a_closed_thread(thread, bob, moderator, as_moderator):
    held = factories.make_held_post(thread, bob)
    own_thread.close(thread=thread)

    with pytest.raises(posting.ThreadClosed):
        held_posts.approve(held=held, moderator=moderator)
    assert as_moderator.post(reverse("forum:held_approve", args=[held.pk])).status_code == 302
    held.refresh_from_db()
    assert held.is_waiting


def test_a_link_closes_nothing(as_alice, thread):
    assert as_alice.get(address(thread, "close")).status_code == 405
    assert current(thread).closed_at is None


@pytest.mark.usefixtures("as_if_committed")
def test_a_withdrawn_thread_is_gone_for_others(
    client, as_alice, as_bob, as_moderator, thread, django_capture_on_commit_callbacks
):
    assert thread.title in client.get(reverse("forum:threads")).content.decode()
    assert as_alice.get(address(thread, "withdraw")).status_code == 200
    assert not current(thread).is_hidden

    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            response = as_alice.post(address(thread, "withdraw"))
        assert response["Location"] == thread.url

    assert current(thread).is_hidden
    for each in (client, as_bob):
        assert each.get(thread.url).status_code == 404
    for page in ("forum:threads", "forum:feed"):
        assert thread.title not in client.get(reverse(page)).content.decode()
    assert site_search("havnen", AnonymousUser()).hits == []
    for each in (as_alice, as_moderator):
        html = each.get(thread.url).content.decode()
        assert "This thread was withdrawn" in html
        assert "A moderator has hidden it" not in html


def test_a_thread_with_replies_stays(as_alice, thread, reply):
    assert address(thread, "withdraw") not in as_alice.get(thread.url).content.decode()

    assert as_alice.get(address(thread, "withdraw")).status_code == 302
    assert as_alice.post(address(thread, "withdraw"))["Location"] == thread.url
    assert not own_thread.withdraw(thread=thread)

    assert not current(thread).is_hidden


def test_a_reply_to_a_withdrawn_thread_is_refused(thread, bob):
    own_thread.withdraw(thread=thread)

    with pytest.raises(posting.ThreadHidden):
        posting.reply(thread=thread, author=bob, body="For sent")


def test_moderation_does_not_bring_a_withdrawn_thread_back(thread, moderator):
    own_thread.withdraw(thread=thread)
    post = thread.posts.get()
    hide_post(post=post, moderator=moderator, reason="Spam")

    post.refresh_from_db()
    restore_post(post=post, moderator=moderator, reason="Fejl")

    assert current(thread).is_hidden


def test_the_database_keeps_withdrawn_threads_hidden(thread):
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.filter(pk=thread.pk).update(withdrawn_at=timezone.now())


def test_notices_of_a_withdrawn_thread_are_withdrawn(alice, bob, theme):
    follows.follow(bob, topics.theme(theme.pk))
    thread = factories.make_thread(alice, theme)
    activities.spread_due()
    assert Notice.objects.get(recipient=bob).read_at is None

    own_thread.withdraw(thread=thread)

    assert Notice.objects.get(recipient=bob).read_at is not None
