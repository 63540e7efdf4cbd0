"""What a colleague asked for, shown to the author above the form of the page."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.admin import messages
from wagtail.models import Page, WorkflowState


def show(request: HttpRequest, page: Page) -> None:
    """Show who asked for which changes, until the page is submitted again."""
    state = page.current_workflow_state
    if request.method != "GET" or state is None:
        return
    if state.status != WorkflowState.STATUS_NEEDS_CHANGES or state.current_task_state is None:
        return
    asked = state.current_task_state
    context = {
        "reviewer": asked.finished_by.public_name if asked.finished_by else "",
        "finished_at": asked.finished_at,
        "comment": asked.comment,
    }
    messages.warning(request, render_to_string("desk/admin/requested_changes.html", context))
