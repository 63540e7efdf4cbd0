"""The notice preferences: the page, and the mail times of waiting notices."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from notifications.models import ADJUSTABLE, Category, Notice, NoticeSettings, Preference, Timing
from notifications.notices import follows, preferences

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(clean_slate):
    """Use the English addresses and texts."""
    with translation.override("en"):
        yield


def form_data(**changes: str) -> dict[str, str]:
    return {**dict.fromkeys(ADJUSTABLE, "daily"), "weekly_on": "4", **changes}


def test_page_shows_the_default_timings(as_alice):
    html = as_alice.get(reverse("notifications:preferences")).content.decode()
    assert html.count('<option value="at_once" selected>') == 3
    assert html.count('<option value="daily" selected>') == 3
    assert 'name="signups"' not in html
    assert '<option value="4" selected>Friday' in html


def test_saving_preferences_is_idempotent(alice, as_alice, bob):
    for _click in range(2):
        response = as_alice.post(
            reverse("notifications:preferences"), form_data(news="never", weekly_on="0")
        )
        assert response.status_code == 302

    assert Preference.objects.filter(user=alice).count() == len(ADJUSTABLE)
    assert Preference.objects.get(category="news").timing == Timing.NEVER
    assert NoticeSettings.objects.get().weekly_on == 0
    assert not Preference.objects.filter(user=bob).exists()
    assert not Preference.objects.filter(category="signups").exists()


@pytest.mark.parametrize("changes", [{"news": "hourly"}, {"weekly_on": "7"}, {"mentions": ""}])
def test_invalid_choice_is_refused_and_the_form_kept(as_alice, changes):
    data = form_data(**{"followed": "weekly", **changes})
    response = as_alice.post(reverse("notifications:preferences"), data)
    assert set(response.context["form"].errors) == set(changes)
    assert '<option value="weekly" selected>' in response.content.decode()
    assert not Preference.objects.exists()


def test_preferences_require_a_sign_in(client):
    response = client.post(reverse("notifications:preferences"), form_data())
    assert reverse("account_login") in response.url


def test_waiting_notices_get_the_new_mail_time(alice, make_activity):
    follows.follow(alice, "theme:1")
    make_activity("theme:1")
    notice = Notice.objects.get()
    daily = dict.fromkeys(ADJUSTABLE, Timing.DAILY)

    def change(timing: Timing, weekly_on: int = 4) -> datetime.datetime | None:
        preferences.change_preferences(
            user=alice, timings={**daily, Category.NEWS: timing}, weekly_on=weekly_on
        )
        notice.refresh_from_db()
        return notice.mail_due_at

    due = change(Timing.WEEKLY, 2)
    assert due is not None
    assert timezone.localtime(due).weekday() == 2
    due = change(Timing.AT_ONCE)
    assert due is not None
    assert due <= timezone.now()
    assert change(Timing.NEVER) is None
    # A notice that was not to be mailed stays unmailed.
    assert change(Timing.DAILY) is None


def test_read_mailed_and_other_peoples_notices_keep_their_time(alice, bob, make_activity):
    for person in (alice, bob):
        follows.follow(person, "theme:1")
    for _number in range(3):
        make_activity("theme:1")
    mine = Notice.objects.filter(recipient=alice).order_by("pk")
    now = timezone.now()
    Notice.objects.filter(pk=mine[0].pk).update(read_at=now)
    Notice.objects.filter(pk=mine[1].pk).update(mailed_at=now)

    preferences.change_preferences(user=alice, timings={Category.NEWS: Timing.NEVER}, weekly_on=4)

    assert [notice.mail_due_at is None for notice in mine] == [False, False, True]
    assert not Notice.objects.filter(recipient=bob, mail_due_at=None).exists()
