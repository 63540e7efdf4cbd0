"""Notices of moderators' decisions: who is notified, of what, and when it is read."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from forum.models import ModerationAction
from forum.moderation import appeals, person_acts, post_acts, thread_acts
from forum.moderation.actions import hide_post
from forum.moderation.undo import undo
from notifications.models import Activity, Notice, OutboxMessage

pytestmark = pytest.mark.django_db
WHY = {"rule": "unkind", "reason": "Hold den gode tone."}


def last_action() -> ModerationAction:
    found = ModerationAction.objects.order_by("-pk").first()
    assert found is not None
    return found


def decisions() -> list[Activity]:
    return list(Activity.objects.filter(kind__startswith="forum.decided").order_by("pk"))


def _hide(reply, moderator):
    hide_post(post=reply, moderator=moderator, **WHY)


def _redact(reply, moderator):
    post_acts.redact(post=reply, body="Udeladt.", moderator=moderator, **WHY)


def _warn(reply, moderator):
    person_acts.warn(post=reply, moderator=moderator, **WHY)


def _suspend(reply, moderator):
    until = timezone.now() + datetime.timedelta(days=7)
    person_acts.suspend(post=reply, moderator=moderator, until=until, **WHY)


@pytest.mark.parametrize("act", [_hide, _redact, _warn, _suspend])
def test_the_person_concerned_is_notified_of_it_and_of_its_end(as_bob, bob, reply, moderator, act):
    act(reply, moderator)
    action = last_action()
    call_command("tick")
    notices = Notice.objects.filter(activity__kind="forum.decided")
    assert [notice.recipient for notice in notices] == [bob]
    # Of the decision there is one mail, and none of the notice.
    assert OutboxMessage.objects.filter(to=bob.email).count() == 1
    inbox = as_bob.get(reverse("notifications:notices")).content.decode()
    assert action.get_absolute_url() in inbox

    assert as_bob.get(action.get_absolute_url()).status_code == 200
    undo(action=action, moderator=moderator, reason="Det var en fejl.")
    call_command("tick")

    assert [each.object_id for each in decisions()] == [action.pk, last_action().pk]
    assert (
        last_action().get_absolute_url()
        in as_bob.get(reverse("notifications:notices")).content.decode()
    )


@pytest.mark.parametrize("who", ["as_alice", "as_moderator", "as_editor"])
def test_nobody_else_is_notified(request, reply, moderator, who):
    client = request.getfixturevalue(who)
    _hide(reply, moderator)
    path = last_action().get_absolute_url()
    call_command("tick")

    assert path not in client.get(reverse("notifications:notices")).content.decode()


def test_who_acts_on_a_text_of_their_own_is_not_notified(moderator, reply):
    type(reply).objects.filter(pk=reply.pk).update(author=moderator)
    reply.refresh_from_db()

    _hide(reply, moderator)

    assert not decisions()


def test_nobody_is_notified_of_a_pinned_thread(thread, moderator):
    thread_acts.pin(thread=thread, moderator=moderator, reason="Vigtigt.")

    assert not decisions()


def test_who_complained_is_notified_once_that_the_decision_stands(
    as_bob, bob, reply, moderator, other_moderator
):
    _hide(reply, moderator)
    appeals.appeal(action=last_action(), author=bob, text="Det var ikke ment sådan.")
    appeal = last_action().appeal
    for _click in range(2):
        appeals.reject(appealed=appeal, moderator=other_moderator, answer="Den står fast.")
    call_command("tick")

    found = Notice.objects.filter(activity__kind="forum.appeal_decided")
    assert [notice.recipient for notice in found] == [bob]
    assert as_bob.get(reverse("notifications:notices")).status_code == 200


def test_the_title_of_a_hidden_thread_of_another_stays_hidden(as_bob, reply, moderator):
    _hide(reply, moderator)
    _hide(reply.thread.posts.get(number=1), moderator)
    call_command("tick")

    assert reply.thread.title not in as_bob.get(reverse("notifications:notices")).content.decode()
