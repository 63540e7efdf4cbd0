"""The local issues of the demo: who handles them, who sees them too, and the official replies."""

import datetime
from typing import Any

from django.utils import timezone

from core.models import Partner
from forum.issues import me_too, status
from forum.models import Issue, IssueStatus, Thread
from home.demo.people import People


def complete(thread: Thread, content: dict[str, Any], people: People) -> None:
    """Say who handles an issue, and who sees it too."""
    if "handled_by" in content:
        partner = Partner.objects.get(slug=content["handled_by"])
        Issue.objects.filter(pk=thread.pk).update(handled_by=partner)
    for name in content.get("me_too", []):
        me_too.say(issue=thread.issue, user=people[name])


def answer(thread: Thread, content: dict[str, Any], people: People, at: datetime.datetime) -> None:
    """Answer an issue officially."""
    details = {}
    if "promised_in_days" in content:
        day = timezone.localdate() + datetime.timedelta(days=content["promised_in_days"])
        details = {"promised_on": day}
    status.answer(
        thread=thread,
        author=people[content["author"]],
        expected=IssueStatus(thread.status),
        status=IssueStatus(content["status"]),
        text=content["body"].strip(),
        details=details,
        at=at,
    )
