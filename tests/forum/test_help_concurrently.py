"""Help between neighbours, by several people at once."""

import uuid

import pytest

from forum.help import conversations, reports, requests
from forum.models import (
    ConversationReport,
    HelpConversation,
    HelpMessage,
    HelpRequest,
    HelpState,
    Thread,
)
from notifications.models import Activity
from residents.models import User
from tests import factories
from tests.forum.test_concurrent_posting import run_concurrently


@pytest.fixture
def wanted(committed) -> Thread:
    """Alice asks for help."""
    alice = factories.make_user("alice@example.org", "Alice")
    return factories.make_thread(alice, factories.make_theme(), kind="help_wanted")


@pytest.fixture
def helpers(committed) -> list[User]:
    """Four neighbours who could help."""
    return [factories.make_user(f"{each}@example.org", "Bo") for each in range(4)]


def reread(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def write(wanted: Thread, helper: User, **fields: object) -> HelpConversation:
    return conversations.open_conversation(
        thread=reread(wanted), helper=helper, **{"body": "Jeg kan godt.", **fields}
    )


def test_twins_settle_it_once(wanted):
    def click(number: int) -> bool:
        verb = requests.fulfil if number % 2 else requests.close
        return verb(thread=reread(wanted))

    assert sorted(run_concurrently(6, click)) == [False] * 5 + [True]
    state = HelpRequest.objects.get().state
    assert (reread(wanted).help_state, reread(wanted).is_settled) == (state, True)


def test_two_ticks_expire_it_once(wanted):
    HelpRequest.objects.update(until="2026-01-01")

    counts = run_concurrently(4, lambda _tick: requests.expire_due())

    assert sorted(counts) == [0, 0, 0, 1]
    assert reread(wanted).help_state == HelpState.EXPIRED


def test_helpers_at_once_have_one_conversation_each(wanted, helpers):
    found = run_concurrently(4, lambda number: write(wanted, helpers[number]).pk)

    assert len(set(found)) == HelpConversation.objects.count() == HelpMessage.objects.count() == 4


def test_a_first_message_sent_twice_is_one(wanted, helpers):
    submission = uuid.uuid4()

    found = run_concurrently(4, lambda _click: write(wanted, helpers[0], submission=submission).pk)

    assert len(set(found)) == HelpConversation.objects.count() == HelpMessage.objects.count() == 1
    assert Activity.objects.filter(kind="forum.help_message").count() == 1


def test_an_address_is_shared_once(wanted, helpers):
    talk = write(wanted, helpers[0])

    shared = run_concurrently(
        4, lambda _click: conversations.share_email(conversation=talk, sender=helpers[0])
    )

    assert sorted(shared) == [False, False, False, True]


def test_two_moderators_decide_once(wanted, helpers):
    talk = write(wanted, helpers[0])
    reports.report(conversation=talk, reporter=helpers[0], rule="unkind", text="")

    decided = run_concurrently(
        3,
        lambda number: reports.decide(
            conversation=talk, moderator=helpers[number + 1], closes=True, answer="Tonen"
        ),
    )

    assert sorted(decided) == [0, 0, 1]
    assert not ConversationReport.objects.open().exists()
