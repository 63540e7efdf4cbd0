"""What a kind of thread has besides its text: the status of an issue, the state of help."""

from typing import Any

from forum.models import HelpRequest, HelpState, Issue, IssueStatus, Thread
from forum.models.help_states import HELP_KINDS, SETTLED


def take_up(thread: Thread, kind: str) -> dict[str, Any]:
    """Make what a `thread` needs that becomes one of `kind`; return the columns that show it.

    Whoever calls it locks the thread first. What the thread had as another kind is kept, and holds
    again if it comes back.
    """
    columns = {"kind": kind, "status": "", "help_state": "", "is_settled": False}
    if kind == Thread.Kind.ISSUE:
        issue, _is_new = Issue.objects.get_or_create(
            thread=thread, defaults={"changed_at": thread.created_at}
        )
        last = issue.changes.order_by("-pk").first()
        columns["status"] = last.new if last else IssueStatus.RECEIVED
    elif kind in HELP_KINDS:
        request = HelpRequest.objects.filter(thread=thread).first()
        state = request.state if request else HelpState.OPEN
        columns |= {"help_state": state, "is_settled": state in SETTLED}
        if request is None:
            thread.kind = kind
            HelpRequest.objects.begin(thread)
    return columns
