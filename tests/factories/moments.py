"""Moments to come, in the time zone of the site."""

import datetime

from django.utils import timezone


def at_five_in(days: int) -> datetime.datetime:
    """Return 17:00 local time in `days` days: two hours later it is still the same day."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(17)))


def in_days(days: float) -> datetime.datetime:
    """Return the aware time in `days` days, on the full minute."""
    later = timezone.now() + datetime.timedelta(days=days)
    return later.replace(second=0, microsecond=0)
