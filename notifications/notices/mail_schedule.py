"""When a notice is mailed, by the preferences of its recipient."""

import datetime
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from notifications.models import DEFAULT_TIMING, Category, NoticeSettings, Preference, Timing

# The time of digests in settings.TIME_ZONE.
DIGEST_TIME = datetime.time(7)
DEFAULT_WEEKDAY = 4


def mail_due_at(
    timing: str, weekly_on: int = DEFAULT_WEEKDAY, now: datetime.datetime | None = None
) -> datetime.datetime | None:
    """Return when a notice of an activity at `now` is mailed (UTC); None for never.

    `weekly_on` is the day of the weekly mail; Monday is 0.
    """
    now = now or timezone.now()
    if timing == Timing.NEVER:
        return None
    if timing == Timing.AT_ONCE:
        return now
    zone = ZoneInfo(settings.TIME_ZONE)
    today = timezone.localtime(now, zone).date()
    days = (weekly_on - today.weekday()) % 7 if timing == Timing.WEEKLY else 0
    due = datetime.datetime.combine(today + datetime.timedelta(days=days), DIGEST_TIME, zone)
    if due <= now:
        later = datetime.timedelta(days=7 if timing == Timing.WEEKLY else 1)
        due = datetime.datetime.combine(due.date() + later, DIGEST_TIME, zone)
    return due.astimezone(datetime.UTC)


def mail_due_by_user(
    user_ids: Collection[int], category: str, now: datetime.datetime
) -> dict[int, datetime.datetime | None]:
    """Return when the notice of each user is mailed, by user id. At most two queries."""
    # `events` itself mails about sign-ups, since not everybody has an account.
    if category == Category.SIGNUPS:
        return dict.fromkeys(user_ids)
    chosen = dict(
        Preference.objects.filter(user_id__in=user_ids, category=category).values_list(
            "user_id", "timing"
        )
    )
    weekdays = dict(
        NoticeSettings.objects.filter(user_id__in=user_ids).values_list("user_id", "weekly_on")
    )
    default = DEFAULT_TIMING[Category(category)]
    return {
        user_id: mail_due_at(
            chosen.get(user_id, default), weekdays.get(user_id, DEFAULT_WEEKDAY), now
        )
        for user_id in user_ids
    }
