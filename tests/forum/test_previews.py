"""Previews: how a text will look. They write nothing and keep what was typed."""

import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from forum.models import Draft, HeldPost, Post, Thread
from forum.moderation.actions import hide_post
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Jeg har **salt**.\n\n> Stien er glat"


def shown(response) -> str:
    return str(response.context["preview"])


@pytest.fixture
def of_reply(thread) -> str:
    return reverse("forum:reply", args=[thread.pk])


def test_a_preview_of_a_reply_posts_nothing_and_keeps_all(as_bob, thread, reply, of_reply):
    submission = str(uuid.uuid4())
    sent = {"body": TEXT, "submission": submission, "reply_to": reply.pk, "preview": "1"}

    response = as_bob.post(of_reply, sent)

    assert response.status_code == 200
    assert "<strong>salt</strong>" in shown(response)
    assert "<blockquote>" in shown(response)
    html = response.content.decode()
    assert f'value="{submission}"' in html
    assert f'name="reply_to" value="{reply.pk}"' in html
    assert "&gt; Stien er glat</textarea>" in html
    assert not response.context["form"].errors
    assert thread.posts.count() == 2

    del sent["preview"]
    assert as_bob.post(of_reply, sent).status_code == 302
    assert thread.posts.get(number=3).body == TEXT


def test_a_preview_shows_mentions_as_the_post_will(as_bob, alice, of_reply):
    response = as_bob.post(of_reply, {"body": f"Tak, @{alice.public_name}", "preview": "1"})

    assert f"<strong>@{alice.public_name}</strong>" in shown(response)


def test_a_preview_of_a_thread_keeps_every_field_and_complains_of_none(as_bob, theme):
    sent = {"title": "Hvem har en stige?", "body": TEXT, "tags": "lys, stige", "preview": "1"}

    response = as_bob.post(reverse("forum:start"), {**sent, "kind": "help_wanted"})

    assert "<strong>salt</strong>" in shown(response)
    form = response.context["form"]
    assert not form.errors
    assert (form["title"].value(), form["tags"].value()) == (sent["title"], sent["tags"])
    assert form["kind"].value() == "help_wanted"
    assert not Thread.objects.exists()


def test_a_preview_of_an_edit_changes_nothing(as_bob, reply):
    response = as_bob.post(reverse("forum:edit", args=[reply.pk]), {"body": TEXT, "preview": "1"})

    assert "<strong>salt</strong>" in shown(response)
    assert response.context["form"]["body"].value() == TEXT
    assert Post.objects.get(pk=reply.pk).body == reply.body


@pytest.mark.parametrize("body", ["", " ", "x" * 20_001, "CPR 010203-1234"])
def test_a_text_that_cannot_be_posted_shows_its_errors(as_bob, thread, of_reply, body):
    response = as_bob.post(of_reply, {"body": body, "preview": "1"})

    assert response.status_code == 200
    assert response.context["preview"] is None
    assert response.context["form"].errors
    assert thread.posts.count() == 1


def test_a_preview_is_sanitised_and_held_by_nobody(as_bob, of_reply):
    body = "<script>alert(1)</script> Det var Kim Holm, der stjal den."

    response = as_bob.post(of_reply, {"body": body, "preview": "1"})

    assert "<script>" not in shown(response)
    assert not HeldPost.objects.exists()


def test_strangers_see_no_preview_of_what_is_not_theirs(client, as_alice, reply, of_reply):
    assert (
        as_alice.post(
            reverse("forum:edit", args=[reply.pk]), {"body": TEXT, "preview": "1"}
        ).status_code
        == 403
    )
    # Signed out: the text is kept, as when it is sent.
    assert client.post(of_reply, {"body": TEXT, "preview": "1"}).status_code == 302
    assert Draft.objects.get().fields["body"] == TEXT


def test_previews_are_counted_apart(as_bob, thread, of_reply, settings):
    cache.clear()
    settings.WRITING_RATES = {**settings.WRITING_RATES, "reply": "1/h", "preview": "2/h"}
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "write-reply-1/h": "1/h/key",
        "write-preview-2/h": "2/h/key",
    }
    answers = [
        as_bob.post(of_reply, {"body": TEXT, "preview": "1"}).status_code for _time in range(3)
    ]
    assert answers == [200, 200, 429]
    assert as_bob.post(of_reply, {"body": TEXT}).status_code == 302
    assert as_bob.post(of_reply, {"body": "Mere"}).status_code == 429


def test_a_view_without_previews_is_not_counted_as_one(as_alice, thread, settings):
    cache.clear()
    settings.WRITING_RATES = {**settings.WRITING_RATES, "edit": "1/h"}
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "write-edit-1/h": "1/h/key"}
    url = reverse("forum:title", args=[thread.pk])

    assert as_alice.post(url, {"title": "En", "preview": "1"}).status_code == 302
    assert as_alice.post(url, {"title": "To", "preview": "1"}).status_code == 429


def test_the_names_that_can_be_mentioned(as_bob, bob, thread, theme, alice):
    karen = factories.make_user("karen@example.org", "Karen", last_name="Holm")
    factories.make_user("kaj@example.org", "Kaj")
    factories.make_reply(thread, karen)
    factories.make_reply(thread, bob)
    url = reverse("forum:mentions", args=[thread.pk])

    def names(typed: str) -> list[str]:
        response = as_bob.get(url, {"q": typed})
        assert response["Cache-Control"].startswith("max-age=0")
        assert "example.org" not in response.content.decode()
        return response.json()["names"]

    # Kaj has not written here, and nobody mentions themselves.
    assert names("ka") == ["Karen Holm"]
    assert names("HO") == ["Karen Holm"]
    assert names("") == [alice.public_name, "Karen Holm"]
    assert names("bob") == names("x") == names("\0") == []


def test_only_readers_with_an_account_get_names(client, as_bob, thread, moderator):
    url = reverse("forum:mentions", args=[thread.pk])
    assert client.get(url).status_code == 302
    assert as_bob.post(url).status_code == 405
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")
    assert as_bob.get(url).status_code == 404


def test_names_are_not_collected_without_limit(as_bob, thread, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "mention_names": "2/m/user"}
    url = reverse("forum:mentions", args=[thread.pk])

    assert [as_bob.get(url, {"q": "a"}).status_code for _time in range(3)] == [200, 200, 429]
