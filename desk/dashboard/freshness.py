"""How old what the dashboard shows may be, and for whom it is held."""

import datetime
from collections.abc import Hashable

from django.utils import timezone
from django.utils.translation import get_language

from residents.models import User

# What depends on the time, or on the user's groups, is at most so old.
FRESH = datetime.timedelta(minutes=1)


def is_old_from(_value: object) -> datetime.datetime:
    """Return the moment from which a value that is computed now is old."""
    return timezone.now() + FRESH


def reader_key(user: User) -> tuple[Hashable, ...]:
    """Return what a part of the dashboard depends on beside its rows: for whom it is, and how."""
    return (user.pk, get_language(), timezone.get_current_timezone_name())
