"""Sample moments."""

from datetime import datetime, timedelta

from django.utils import timezone


def moment(days: int, hour: int, minute: int = 0) -> datetime:
    """Return a local time, counted in days from Saturday 5 December 2026."""
    zone = timezone.get_default_timezone()
    return datetime(2026, 12, 5, hour, minute, tzinfo=zone) + timedelta(days=days)
