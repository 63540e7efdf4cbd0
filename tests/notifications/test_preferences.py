"""How residents want to be told."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from notifications.models import Category, Notice, NoticeSettings, Preference, Timing
from notifications.notices import follows, preferences
from notifications.notices.preferences import ADJUSTABLE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(clean_slate):
    """Addresses and words are asked for in English."""
    with translation.override("en"):
        yield


def answers(**changes: str) -> dict[str, str]:
    """The form as it is filled in."""
    return {**dict.fromkeys(ADJUSTABLE, "daily"), "weekly_on": "4", **changes}


def test_it_shows_the_defaults_and_that_signups_are_always_told(as_alice):
    html = as_alice.get(reverse("notifications:preferences")).content.decode()
    assert html.count('<option value="at_once" selected>') == 2
    assert html.count('<option value="daily" selected>') == 3
    assert "it concerns your seat" in html
    assert 'name="signups"' not in html
    assert '<option value="4" selected>Friday' in html


def test_what_is_chosen_is_kept_and_can_be_sent_twice(alice, as_alice, bob):
    for _click in range(2):
        response = as_alice.post(
            reverse("notifications:preferences"), answers(news="never", weekly_on="0")
        )
        assert response.status_code == 302

    assert Preference.objects.filter(user=alice).count() == len(ADJUSTABLE)
    assert Preference.objects.get(category="news").timing == Timing.NEVER
    assert NoticeSettings.objects.get().weekly_on == 0
    assert not Preference.objects.filter(user=bob).exists()
    assert not Preference.objects.filter(category="signups").exists()


@pytest.mark.parametrize("changes", [{"news": "hourly"}, {"weekly_on": "7"}, {"mentions": ""}])
def test_what_there_is_not_is_refused_and_the_rest_is_kept_in_the_form(as_alice, changes):
    data = answers(**{"followed": "weekly", **changes})
    html = as_alice.post(reverse("notifications:preferences"), data).content.decode()
    assert "Choose one of these." in html
    assert '<option value="weekly" selected>' in html
    assert not Preference.objects.exists()


def test_anonymous_readers_sign_in(client):
    response = client.post(reverse("notifications:preferences"), answers())
    assert reverse("account_login") in response.url


def test_what_waits_is_mailed_at_the_new_time(alice, happened):
    follows.follow(alice, "theme:1")
    happened("theme:1")
    notice = Notice.objects.get()
    everything = dict.fromkeys(ADJUSTABLE, Timing.DAILY)

    def decide(timing: Timing, weekly_on: int = 4) -> datetime.datetime | None:
        preferences.change_preferences(
            user=alice, timings={**everything, Category.NEWS: timing}, weekly_on=weekly_on
        )
        notice.refresh_from_db()
        return notice.mail_due_at

    due = decide(Timing.WEEKLY, 2)
    assert due is not None
    assert timezone.localtime(due).weekday() == 2
    due = decide(Timing.AT_ONCE)
    assert due is not None
    assert due <= timezone.now()
    assert decide(Timing.NEVER) is None
    # It was settled that this one is not mailed.
    assert decide(Timing.DAILY) is None


def test_what_was_seen_mailed_or_anothers_stays_as_it_was(alice, bob, happened):
    for person in (alice, bob):
        follows.follow(person, "theme:1")
    for _number in range(3):
        happened("theme:1")
    mine = Notice.objects.filter(recipient=alice).order_by("pk")
    now = timezone.now()
    Notice.objects.filter(pk=mine[0].pk).update(read_at=now)
    Notice.objects.filter(pk=mine[1].pk).update(mailed_at=now)

    preferences.change_preferences(user=alice, timings={Category.NEWS: Timing.NEVER}, weekly_on=4)

    assert [notice.mail_due_at is None for notice in mine] == [False, False, True]
    assert not Notice.objects.filter(recipient=bob, mail_due_at=None).exists()
