"""What moderators did: written once, never changed."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Post


class ModerationActionQuerySet(models.QuerySet["ModerationAction"]):
    """The log. It can be read and added to."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: the log is append-only."""
        raise TypeError("The moderation log is append-only.")

    def delete(self) -> NoReturn:
        """Refuse: the log is append-only."""
        raise TypeError("The moderation log is append-only.")


class ModerationAction(models.Model):
    """One act of a moderator, with its reason. (DSA, art. 17: statement of reasons)"""

    class Kind(models.TextChoices):
        """What was done."""

        HIDE = "hide", _("Hidden")
        RESTORE = "restore", _("Shown again")

    kind = models.CharField(_("action"), max_length=12, choices=Kind)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="moderation_actions")
    # Gone when the moderator's account is; the act and its reason stay.
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="moderation_actions",
    )
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = ModerationActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation log")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="moderation_action_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.post}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new entry; refuse to change an old one."""
        if not self._state.adding:
            raise TypeError("The moderation log is append-only.")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: the log is append-only."""
        raise TypeError("The moderation log is append-only.")
