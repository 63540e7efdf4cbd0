"""How a resident wants to be told: the verb that changes it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from notifications.models import Category, Notice, NoticeSettings, Preference, Timing
from notifications.notices.mail_schedule import DEFAULT_WEEKDAY, mail_due_at
from residents.models import User

# What a resident decides; mail about their own sign-ups is always sent at once.
DECIDED = [category for category in Category if category != Category.SIGNUPS]


def weekday_of(user: User) -> int:
    """Return the day of the weekly mail of `user`: Monday is 0."""
    chosen = NoticeSettings.objects.filter(user=user).values_list("weekly_on", flat=True).first()
    return DEFAULT_WEEKDAY if chosen is None else chosen


@transaction.atomic
def decide(*, user: User, timings: Mapping[Category, Timing], weekly_on: int) -> None:
    """Have `user` told of each category at that time, and weekly on that day. Can be repeated.

    What waits to be mailed is mailed at the new time, or not at all. What was not to be mailed
    when it happened stays so: nobody gets a year's mail for having changed their mind.
    """
    NoticeSettings.objects.update_or_create(user=user, defaults={"weekly_on": weekly_on})
    now = timezone.now()
    waiting = Notice.objects.filter(
        recipient=user, read_at=None, mailed_at=None, mail_due_at__isnull=False
    )
    for category in DECIDED:
        if category in timings:
            timing = timings[category]
            Preference.objects.update_or_create(
                user=user, category=category, defaults={"timing": timing}
            )
            waiting.filter(category=category).update(
                mail_due_at=mail_due_at(timing, weekly_on, now)
            )
