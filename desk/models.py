"""The approval of pages by a colleague or a partner, and the links that the nightly check lists."""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from django.forms import CharField, Form, Textarea
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask, TaskState

from desk import approval


class ChangesForm(TaskStateCommentForm):
    """Asks which changes a page needs before it can be approved."""

    comment = CharField(
        label=_("What should be changed?"),
        help_text=_("The author gets it by email, and sees it above the page."),
        widget=Textarea({"rows": 4}),
    )


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

    def get_form_for_action(self, action: str) -> type[Form]:
        """Ask for the reason for changes: an author who gets none does not know what to do."""
        return ChangesForm if action == "reject" else TaskStateCommentForm

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


class ListedLink(models.Model):
    """A link of an editor that is broken, or that leads to another site: `desk.links.check`."""

    class State(models.TextChoices):
        DELETED = "deleted", _("Deleted")
        UNPUBLISHED = "unpublished", _("Not published")
        PRIVATE = "private", _("Not open to everybody")
        NOT_FOUND = "not_found", _("No such address")
        EXTERNAL = "external", _("Another site")

    # The page, partner or settings with the link.
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    source = GenericForeignKey("content_type", "object_id")
    # As stored: "page:12", "document:3", or an address.
    target = models.CharField(max_length=500)
    label = models.CharField(max_length=500)
    state = models.CharField(max_length=20, choices=State)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "target"], name="desk_link_listed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["deleted", "unpublished", "private", "not_found", "external"]
                ),
                name="desk_link_state_is_known",
            ),
        ]
        indexes = [models.Index(fields=["state", "since"], name="desk_link_state")]

    def __str__(self) -> str:
        return self.label


class LinkCheck(models.Model):
    """When the links were checked: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    # The day in Denmark for which a process took the check upon itself.
    claimed_for = models.DateField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="desk_one_link_check"),
        ]

    def __str__(self) -> str:
        return f"{self.finished_at}"
