"""The moderation log, which is append-only."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Post


class ModerationActionQuerySet(models.QuerySet["ModerationAction"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The moderation log is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("The moderation log is append-only.")


class ModerationAction(models.Model):
    """One action of a moderator, with its statement of reasons. (DSA, art. 17)"""

    class Kind(models.TextChoices):
        HIDE = "hide", _("Hidden")
        RESTORE = "restore", _("Shown again")

    kind = models.CharField(_("action"), max_length=12, choices=Kind)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="moderation_actions")
    # None once the moderator's account is erased.
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
        """Insert the entry. Raises `TypeError` if it exists already."""
        if not self._state.adding:
            raise TypeError("The moderation log is append-only.")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The moderation log is append-only.")
