"""Forms that are sent twice for one intention: with Back, in two tabs, or on a slow line.

The token of a form recognises the same form. But a form that was loaded anew has another token, so
the same content by the same person within some minutes counts as the same intention, too.
"""

import datetime

from django.utils import timezone

WINDOW = datetime.timedelta(minutes=10)


def window_start() -> datetime.datetime:
    """Return the time since which the same content counts as a repetition."""
    return timezone.now() - WINDOW
