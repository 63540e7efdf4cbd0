"""Help between neighbours: the export, the erasure, and what is deleted in time."""

import datetime
import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from forum.help import conversations, personal_data
from forum.models import (
    ConversationReport,
    HelpBlock,
    HelpConversation,
    HelpMessage,
    HelpRequest,
    Thread,
)
from notifications.models import OutboxMessage
from residents.personal_data.registry import Person, Posts
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Jeg kan komme på lørdag."


def contact(thread: Thread) -> str:
    return reverse("forum:contact", args=[thread.pk])


def page(talk: HelpConversation, name: str = "") -> str:
    return reverse(f"forum:conversation{name}", args=[talk.pk])


def send(client, url: str, body: str = TEXT, **more: object):
    return client.post(url, {"body": body, "submission": str(uuid.uuid4()), **more})


def mails() -> list[OutboxMessage]:
    """What is mailed of all that has happened."""
    call_command("tick")
    return list(OutboxMessage.objects.order_by("pk"))


@pytest.fixture
def wanted(alice, theme) -> Thread:
    """Alice asks for help."""
    return factories.make_thread(alice, theme, "Hvem har en stige?", kind="help_wanted")


@pytest.fixture
def talk(wanted, bob) -> HelpConversation:
    """Bob has written to her."""
    return conversations.open_conversation(thread=wanted, helper=bob, body=TEXT)


def rule(model: str):
    return next(rule for rule in personal_data.RULES if rule.model == f"forum.{model}")


def erase(user) -> None:
    for each in personal_data.RULES:
        each.do_erase(Person.of(user), Posts.KEEP)


def test_each_exports_their_own(alice, bob, editor, talk):
    for person, count in ((alice, 0), (bob, 1), (editor, 0)):
        assert rule("HelpMessage").rows(Person.of(person)).count() == count
    for person, count in ((alice, 1), (bob, 1), (editor, 0)):
        assert rule("HelpConversation").rows(Person.of(person)).count() == count
    HelpBlock.objects.create(blocker=alice, blocked=bob)
    assert not rule("HelpBlock").rows(Person.of(bob)).exists()


def test_who_leaves_takes_their_own_messages_only(as_alice, as_bob, alice, bob, talk):
    send(as_alice, page(talk), "Det vil jeg gerne.")
    erase(alice)

    assert [each.sender for each in talk.messages.all()] == [bob]
    response = as_bob.get(page(talk))
    assert (response.status_code, response.context["can_write"]) == (200, False)
    assert HelpRequest.objects.get().state == "closed"

    erase(bob)
    assert not HelpConversation.objects.exists()


def test_what_is_reported_stays_for_the_moderators(alice, bob, talk):
    ConversationReport.objects.create(conversation=talk, reporter=alice, rule="unkind")
    erase(bob)

    assert [(each.sender, each.body) for each in talk.messages.all()] == [(None, TEXT)]


def test_old_conversations_are_deleted(alice, talk):
    assert conversations.delete_old() == 0
    old = timezone.now() - datetime.timedelta(days=conversations.KEPT_DAYS + 1)
    HelpConversation.objects.update(last_message_at=old)

    assert conversations.delete_old() == 1
    assert not HelpMessage.objects.exists()
