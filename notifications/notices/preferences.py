"""Changing when the notices of a resident are mailed."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from notifications.models import (
    ADJUSTABLE,
    STAFF_CATEGORIES,
    Category,
    Notice,
    NoticeSettings,
    Preference,
    Timing,
)
from notifications.notices.mail_schedule import DEFAULT_WEEKDAY, mail_due_at
from residents.models import User


def adjustable_by(user: User) -> list[Category]:
    """Return the categories whose timing `user` chooses."""
    staff = [each for each, permission in STAFF_CATEGORIES.items() if user.has_perm(permission)]
    return [*ADJUSTABLE, *staff]


def weekday_of(user: User) -> int:
    """Return the day of the weekly mail; Monday is 0."""
    chosen = NoticeSettings.objects.filter(user=user).values_list("weekly_on", flat=True).first()
    return DEFAULT_WEEKDAY if chosen is None else chosen


@transaction.atomic
def change_preferences(*, user: User, timings: Mapping[Category, Timing], weekly_on: int) -> None:
    """Set the timing of each category, and the day of the weekly mail. Idempotent.

    Notices that wait for their mail get the new time. Notices that were not to be mailed stay
    unmailed: a change must not send a year's mail.
    """
    NoticeSettings.objects.update_or_create(user=user, defaults={"weekly_on": weekly_on})
    now = timezone.now()
    waiting = Notice.objects.filter(
        recipient=user, read_at=None, mailed_at=None, mail_due_at__isnull=False
    )
    for category in adjustable_by(user):
        if category in timings:
            timing = timings[category]
            Preference.objects.update_or_create(
                user=user, category=category, defaults={"timing": timing}
            )
            waiting.filter(category=category).update(
                mail_due_at=mail_due_at(timing, weekly_on, now)
            )
