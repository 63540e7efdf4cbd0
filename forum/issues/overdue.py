"""Open issues whose promised day has passed without an answer."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from forum.models import Issue, IssueStatus

_OPEN = [status for status in IssueStatus if status.is_open]


def find() -> "QuerySet[Issue]":
    """Return the overdue issues that are not hidden, the longest overdue first.

    The day itself is kept until it is over, in the time zone of the site.
    """
    late = Issue.objects.filter(promised_on__lt=timezone.localdate())
    shown = late.filter(thread__status__in=_OPEN, thread__is_hidden=False)
    return shown.select_related("thread", "handled_by").order_by("promised_on", "pk")


def overdue_since(issue: Issue) -> datetime.datetime:
    """Return the end of the promised day; `issue` has one."""
    day = issue.promised_on or timezone.localdate()
    next_day = day + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(next_day, datetime.time()))
