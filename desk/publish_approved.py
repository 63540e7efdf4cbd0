"""What happens to a page that was approved. Wagtail loads it before there are any models."""

from typing import Any


def publish(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved, although the approver may not publish otherwise."""
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
