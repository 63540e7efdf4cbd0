"""The notice to the organiser that the deadline of a poll has passed."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import Poll
from forum.moderation.actions import hide_post
from forum.polls import notices, proposing
from notifications.models import Activity, Notice
from notifications.notices import activities
from notifications.notices.activity_types import describe
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(thread, alice) -> Poll:
    return factories.make_poll(thread, alice)


def end(poll: Poll, **ago: int) -> None:
    over = timezone.now() - datetime.timedelta(**ago)
    Poll.objects.filter(pk=poll.pk).update(closes_at=over)


def notified() -> list[Notice]:
    activities.spread_due()
    return list(Notice.objects.filter(activity__kind=notices.OVER))


def test_the_organiser_is_notified_once(poll, alice, bob):
    assert notices.notify_of_deadlines() == 0
    end(poll, minutes=5)
    assert notices.notify_of_deadlines() == 1
    assert notices.notify_of_deadlines() == 0
    [notice] = notified()
    assert notice.recipient == alice
    assert set(describe([notice.activity], alice)) == {notice.activity_id}
    assert describe([notice.activity], bob) == {}


def test_opening_the_page_marks_the_notice_as_read(poll, as_alice, as_bob):
    end(poll, minutes=5)
    notices.notify_of_deadlines()
    [notice] = notified()
    page = reverse("forum:poll", args=[poll.pk])
    for client, is_read in ((as_bob, False), (as_alice, True)):
        assert client.get(page).status_code == 200
        notice.refresh_from_db()
        assert (notice.read_at is not None) == is_read


def test_a_moved_deadline_is_news_again_and_the_old_notice_is_none(poll, alice):
    end(poll, minutes=5)
    notices.notify_of_deadlines()
    old = Activity.objects.get(kind=notices.OVER)
    end(poll, minutes=1)
    assert describe([old], alice) == {}
    assert notices.notify_of_deadlines() == 1


def test_what_the_organiser_has_decided_or_nobody_sees_is_no_news(poll, moderator):
    end(poll, minutes=5)
    proposing.close(poll=poll)
    assert notices.notify_of_deadlines() == 0
    Poll.objects.filter(pk=poll.pk).update(state=Poll.State.OPEN, ended_at=None)
    hide_post(post=poll.thread.posts.get(number=1), moderator=moderator, reason="Spam")
    assert notices.notify_of_deadlines() == 0


@pytest.mark.parametrize("change", [{"author": None}, {}])
def test_nobody_is_notified_of_old_polls_or_without_an_account(poll, change):
    if change:
        end(poll, minutes=5)
        Poll.objects.filter(pk=poll.pk).update(**change)
    else:
        end(poll, days=8)
    assert notices.notify_of_deadlines() == 0
    assert notified() == []
