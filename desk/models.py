"""The step of a workflow in which a colleague or a partner approves a page."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from desk import approval


class ColleagueApproval(AbstractGroupApprovalTask):
    """Somebody else than the author approves, from one of the chosen groups.

    A group that is limited to themes approves pages of its themes only.
    """

    class Meta:
        verbose_name = _("approval by a colleague")
        verbose_name_plural = _("approvals by colleagues")

    @classmethod
    def get_description(cls) -> Any:
        return _("A member of the groups you choose approves the page. Authors cannot approve it.")

    def may_review(self, obj: Any, user: Any) -> bool:
        """Whether `user` belongs to a group that approves `obj`. One check a request."""
        if user.is_superuser:
            return True
        checks: dict[tuple[Any, Any], bool] = user.__dict__.setdefault("_approval_checks", {})
        key = (self.pk, obj.pk)
        if key not in checks:
            checks[key] = approval.any_reviews(self._groups_of(user), obj)
        return checks[key]

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.may_review(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.may_review(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self.may_review(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        state = obj.current_workflow_state
        is_own = state is not None and state.requested_by_id == user.pk
        if not self.may_review(obj, user) or (is_own and not user.is_superuser):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(
        self, user: Any, **_kwargs: Any
    ) -> QuerySet[TaskState, TaskState]:
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return states
        groups = self._groups_of(user)
        if not groups:
            return states.none()
        others = states.exclude(workflow_state__requested_by=user)
        if not all(group.theme_limits.all() for group in groups):
            return others
        waiting = others.select_related("workflow_state")
        reviewed = [
            state.pk
            for state in waiting
            if approval.any_reviews(groups, state.workflow_state.content_object)
        ]
        return states.filter(pk__in=reviewed)

    def _groups_of(self, user: Any) -> list[Group]:
        """Return the user's groups that approve at this step."""
        groups = self.groups.filter(user=user)
        return list(groups.prefetch_related("theme_limits"))
