"""Local issues: where something is wrong, who handles it, and what has become of it."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Partner
from core.models.position_fields import latitude_field, longitude_field
from forum.models.issue_status import IssueStatus
from forum.models.posts import Post
from forum.models.threads import Thread
from residents.models import User


class Issue(models.Model):
    """What a thread of the kind "issue" has beside its posts. The thread itself has the status."""

    thread = models.OneToOneField(
        Thread, on_delete=models.CASCADE, primary_key=True, related_name="issue"
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    latitude = latitude_field()
    longitude = longitude_field()
    # Protected: its official replies stay under its name.
    handled_by = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("handled by"),
    )
    promised_on = models.DateField(_("answer promised by"), null=True, blank=True)
    me_too_count = models.PositiveIntegerField(_("others who see it too"), default=0)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("local issue")
        verbose_name_plural = _("local issues")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="issue_position_is_whole",
            ),
        ]
        # The overdue ones, for the inbox of moderators and the dashboard.
        indexes = [
            models.Index(
                fields=["promised_on", "thread"],
                condition=Q(promised_on__isnull=False),
                name="issue_promised_on",
            )
        ]

    def __str__(self) -> str:
        return str(self.thread)

    def can_be_answered_by(self, user: User | AnonymousUser) -> bool:
        """Whether `user` answers officially: moderators, and members of the partner."""
        if not isinstance(user, User) or self.thread.is_hidden:
            return False
        return self.partner_for(user) is not None or user.has_perm("forum.moderate")

    def can_be_reopened_by(self, user: User | AnonymousUser) -> bool:
        """Whether `user` has reported the issue, and it is closed."""
        status, thread = self.thread.issue_status, self.thread
        is_closed = status is not None and not status.is_open
        return is_closed and not thread.is_hidden and self._is_reported_by(user)

    def can_be_moved_by(self, user: User | AnonymousUser) -> bool:
        """Whether `user` says where the issue is: its reporter, and moderators."""
        if self.thread.is_hidden:
            return False
        return self._is_reported_by(user) or user.has_perm("forum.moderate")

    def can_be_seen_too_by(self, user: User | AnonymousUser) -> bool:
        """Whether `user` can say “I see it too”: about an open issue of somebody else."""
        status, thread = self.thread.issue_status, self.thread
        is_open = status is not None and status.is_open and not thread.is_hidden
        return is_open and user.is_authenticated and not self._is_reported_by(user)

    def partner_for(self, user: User) -> Partner | None:
        """Return the partner in whose name `user` answers; None for who is no member of it."""
        return self.handled_by if self.handled_by_id in user.partner_ids else None

    def _is_reported_by(self, user: User | AnonymousUser) -> bool:
        return user.is_authenticated and self.thread.author_id == user.pk


class StatusChange(models.Model):
    """An official reply, or the reporter's reopening: the post says why, by whom and in whose name.

    A post that a moderator hides later hides the words, and leaves the change.
    """

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, db_index=False, related_name="changes"
    )
    # The same as `new` for an official reply that leaves the status.
    old = models.CharField(_("before"), max_length=13, choices=IssueStatus)
    new = models.CharField(_("status"), max_length=13, choices=IssueStatus)
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="status_change")
    # False: the reporter opens the issue again.
    is_official = models.BooleanField(default=True)
    # Whether a person wrote the text of the post, or it only names the status.
    has_text = models.BooleanField(default=True)
    created_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("change of a status")
        verbose_name_plural = _("changes of statuses")
        default_permissions = ()
        ordering = ["pk"]
        indexes = [models.Index(fields=["issue", "id"], name="status_change_of_issue")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.old} → {self.new}"

    @property
    def new_status(self) -> IssueStatus:
        return IssueStatus(self.new)

    @property
    def is_change(self) -> bool:
        return self.old != self.new

    def is_answered_with(self, text: str) -> bool:
        """Return whether the post was made with `text`, which may be empty."""
        return self.post.body == text if self.has_text else not text

    @property
    def is_reopening(self) -> bool:
        return not self.is_official


class MeToo(models.Model):
    """Somebody else sees the same issue. `Issue.me_too_count` is the number of these rows."""

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, db_index=False, related_name="me_toos"
    )
    # None once the account is erased, so that the number stays.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="me_toos"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("“I see it too”")
        verbose_name_plural = _("“I see it too”")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["issue", "user"], name="me_too_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.user_id}"
