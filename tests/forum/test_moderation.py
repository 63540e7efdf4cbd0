"""Hiding and restoring posts, and the mail to the author."""

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from forum.models import ModerationAction
from forum.moderation.actions import OwnCase, hide_post, restore_post
from forum.threads import posting
from notifications.models import OutboxMessage
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db

REASON = "It names a person who is accused."
ACTIONS = ["hide", "restore"]


def address(action: str, post) -> str:
    return reverse(f"forum:{action}", args=[post.pk])


@pytest.fixture
def hidden(reply, moderator):
    """Bob's hidden reply."""
    hide_post(post=reply, moderator=moderator, reason="At first sight.")
    return reply


def test_a_moderator_hides_a_post(as_moderator, moderator, reply):
    assert reply.body_html in as_moderator.get(address("hide", reply)).content.decode()

    response = as_moderator.post(address("hide", reply), {"rule": "accusation", "reason": REASON})

    reply.refresh_from_db()
    assert response["Location"] == reply.page_url
    assert (reply.is_hidden, reply.hidden_reason) == (True, REASON)
    action = ModerationAction.objects.get()
    assert (action.kind, action.post, action.moderator, action.reason) == (
        *("hide", reply, moderator, REASON),
    )


def test_a_moderator_restores_a_post(as_moderator, hidden):
    response = as_moderator.post(address("restore", hidden), {"reason": "I was wrong."})

    hidden.refresh_from_db()
    assert response["Location"] == hidden.page_url
    assert (hidden.is_hidden, hidden.hidden_reason) == (False, "")
    assert [(entry.kind, entry.reason) for entry in ModerationAction.objects.order_by("pk")] == [
        ("hide", "At first sight."),
        ("restore", "I was wrong."),
    ]


def test_a_moderator_does_not_restore_a_post_of_their_own(
    as_moderator, moderator, other_moderator, thread
):
    """Somebody else decides about a complaint. (DSA, art. 20)"""
    own = posting.reply(thread=thread, author=moderator, body="Et svar")
    hide_post(post=own, moderator=other_moderator, reason=REASON)
    path = address("restore", own)
    assert path not in as_moderator.get(own.get_absolute_url()).content.decode()

    assert as_moderator.get(path).status_code == 403
    assert as_moderator.post(path, {"reason": "I like it."}).status_code == 403
    with pytest.raises(OwnCase):
        restore_post(post=own, moderator=moderator, reason="I like it.")

    own.refresh_from_db()
    assert own.is_hidden
    assert restore_post(post=own, moderator=other_moderator, reason="I was wrong.")


def test_a_moderator_takes_back_what_they_did_to_a_post_of_their_own(
    as_moderator, moderator, other_moderator, thread
):
    own = posting.reply(thread=thread, author=moderator, body="Et svar")
    for first in (other_moderator, moderator):
        # The latest decision counts.
        hide_post(post=own, moderator=first, reason=REASON)
        restore_post(post=own, moderator=other_moderator, reason=REASON)
    hide_post(post=own, moderator=moderator, reason=REASON)
    assert address("restore", own) in as_moderator.get(own.get_absolute_url()).content.decode()

    assert (
        as_moderator.post(
            address("restore", own), {"rule": "accusation", "reason": REASON}
        ).status_code
        == 302
    )

    own.refresh_from_db()
    assert not own.is_hidden


def test_hiding_the_first_post_hides_the_thread(as_moderator, client, thread, reply):
    first = thread.posts.get(number=1)
    assert "notice--warning" in as_moderator.get(address("hide", first)).content.decode()

    as_moderator.post(address("hide", first), {"rule": "accusation", "reason": REASON})
    assert client.get(thread.get_absolute_url()).status_code == 404

    as_moderator.post(address("restore", first), {"rule": "accusation", "reason": REASON})
    assert client.get(thread.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("who", ["as_alice", "as_bob", "as_editor"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("action", ACTIONS)
def test_others_cannot_hide_or_restore(request, reply, who, method, action):
    client = request.getfixturevalue(who)

    response = getattr(client, method)(
        address(action, reply), {"rule": "accusation", "reason": REASON}
    )

    assert response.status_code == 403
    assert not ModerationAction.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("action", ACTIONS)
def test_anonymous_readers_are_redirected_to_sign_in(client, reply, method, action):
    response = getattr(client, method)(address(action, reply))

    assert response["Location"] == f"{reverse(settings.LOGIN_URL)}?next={address(action, reply)}"
    assert not ModerationAction.objects.exists()


@pytest.mark.parametrize("who", ["client", "as_moderator"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("action", ACTIONS)
def test_other_methods_are_not_allowed(request, reply, who, method, action):
    assert getattr(request.getfixturevalue(who), method)(address(action, reply)).status_code == 405


@pytest.mark.parametrize("action", ACTIONS)
def test_an_unknown_post_is_not_found(as_moderator, db, action):
    path = reverse(f"forum:{action}", args=[999_999])

    assert as_moderator.post(path, {"rule": "accusation", "reason": REASON}).status_code == 404


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "required"),
        (" \n ", "required"),
        ("x" * 501, "max_length"),
        ("It holds 010203-1234", "personal_data"),
        ("null\0byte", "unshowable"),
    ],
)
def test_a_valid_reason_is_required(as_moderator, reply, reason, code):
    response = as_moderator.post(address("hide", reply), {"rule": "accusation", "reason": reason})

    reply.refresh_from_db()
    assert response.status_code == 200
    assert error_codes(response.context["form"], "reason") == [code]
    assert not reply.is_hidden


def test_hiding_a_hidden_post_changes_nothing(as_moderator, hidden):
    assert "notice--warning" in as_moderator.get(address("hide", hidden)).content.decode()

    response = as_moderator.post(address("hide", hidden), {"rule": "accusation", "reason": REASON})

    hidden.refresh_from_db()
    assert response.status_code == 302
    assert hidden.hidden_reason == "At first sight."
    assert ModerationAction.objects.count() == OutboxMessage.objects.count() == 1


def test_restoring_a_visible_post_changes_nothing(as_moderator, reply):
    assert "notice--warning" in as_moderator.get(address("restore", reply)).content.decode()

    as_moderator.post(address("restore", reply), {"rule": "accusation", "reason": REASON})

    assert not ModerationAction.objects.exists()
    assert not OutboxMessage.objects.exists()


# --- The statement of reasons ---------------------------------------------------------------


def test_the_author_gets_the_reason_by_mail(as_moderator, bob, thread, reply):
    bob.language = "en"
    bob.save()
    thread.title = "R&D <nok>"
    thread.save()

    as_moderator.post(address("hide", reply), {"rule": "privacy", "reason": 'Names "a & b".'})

    mail = OutboxMessage.objects.get()
    assert mail.key == f"moderation:{ModerationAction.objects.get().pk}"
    assert (mail.to, mail.language) == ("bob@example.org", "en")
    assert mail.subject == "Your post in “R&D <nok>” is hidden"
    assert 'Names "a & b".' in mail.text
    assert "> Jeg har salt i garagen." in mail.text
    action = ModerationAction.objects.get()
    assert action.get_rule_display() in mail.text
    assert f"http://testserver/en/forum/decision/{action.pk}/" in mail.text
    assert "Mona" not in mail.text
    assert "<nok>" not in mail.html


def test_the_author_gets_a_mail_about_the_restored_post(as_moderator, bob, hidden):
    bob.language = "en"
    bob.save()

    as_moderator.post(address("restore", hidden), {"reason": "I was wrong."})

    mail = OutboxMessage.objects.order_by("pk").last()
    assert "is shown again" in mail.subject
    assert "I was wrong." in mail.text


@pytest.mark.parametrize("action", [hide_post, restore_post])
def test_the_link_in_the_mail_leads_the_author_to_the_post(as_bob, bob, thread, moderator, action):
    own = posting.start_thread(
        **{"author": bob, "kind": "issue", "title": "Hul", "body": "Der er hul i vejen."},
        **{"theme": thread.theme, "area": None, "language": "da"},
    )
    hide_post(post=own.posts.get(), moderator=moderator, reason=REASON)
    if action is restore_post:
        action(post=own.posts.get(), moderator=moderator, reason=REASON)
    text = OutboxMessage.objects.order_by("pk").last().text

    link = next(word for word in text.split() if word.startswith("http://testserver"))
    response = as_bob.get(link.removeprefix("http://testserver"), follow=True)

    assert response.status_code == 200
    assert "Hul" in response.content.decode()


@pytest.mark.parametrize("state", ["deleted", "suspended"])
def test_an_author_without_an_active_account_gets_no_mail(reply, bob, moderator, state):
    if state == "deleted":
        bob.delete()
    else:
        bob.is_active = False
        bob.save()
    reply.refresh_from_db()

    assert hide_post(post=reply, moderator=moderator, reason=REASON)
    assert not OutboxMessage.objects.exists()


def test_the_mail_is_rolled_back_with_the_action(reply, moderator):
    with transaction.atomic():
        hide_post(post=reply, moderator=moderator, reason=REASON)
        assert OutboxMessage.objects.count() == 1
        transaction.set_rollback(True)

    reply.refresh_from_db()
    assert not reply.is_hidden
    assert not ModerationAction.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_the_action_is_rolled_back_if_the_mail_fails(reply, moderator, monkeypatch):
    def fail(**_kwargs):
        raise RuntimeError

    monkeypatch.setattr("notifications.delivery.outbox.put", fail)

    with pytest.raises(RuntimeError):
        hide_post(post=reply, moderator=moderator, reason=REASON)

    reply.refresh_from_db()
    assert not reply.is_hidden
    assert not ModerationAction.objects.exists()
