"""How much waits for moderators, and for how long, for monitoring."""

import datetime

from django.db.models import Count, Min

from forum.models import (
    AnonymousIssue,
    Appeal,
    ConversationReport,
    HeldPost,
    PostReport,
    ProposedAct,
)


def waiting() -> dict[str, tuple[int, datetime.datetime | None]]:
    """Return the number of each kind that waits, and since when the oldest does. Six queries.

    Posts and conversations count once, however many have reported them.
    """
    sources = {
        "held": (HeldPost.objects.waiting(), "pk", "created_at"),
        "anonymous_issue": (AnonymousIssue.objects.waiting(), "pk", "confirmed_at"),
        "reported_post": (PostReport.objects.open(), "post", "created_at"),
        "reported_conversation": (ConversationReport.objects.open(), "conversation", "created_at"),
        "appeal": (Appeal.objects.open(), "pk", "created_at"),
        "proposal": (ProposedAct.objects.open(), "pk", "created_at"),
    }
    found = {}
    for kind, (rows, counted, since) in sources.items():
        row = rows.order_by().aggregate(n=Count(counted, distinct=True), oldest=Min(since))
        found[kind] = (row["n"], row["oldest"])
    return found
