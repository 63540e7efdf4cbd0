"""The moderation log, which is append-only."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.house_rules import HouseRule
from forum.models.posts import Post


class ModerationActionQuerySet(models.QuerySet["ModerationAction"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The moderation log is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("The moderation log is append-only.")

    def about(self, author_id: int) -> "ModerationActionQuerySet":
        """Return the actions on what `author_id` has written, and on the person."""
        return self.filter(Q(post__author=author_id) | Q(person=author_id))


class ModerationAction(models.Model):
    """One action of a moderator, with its statement of reasons. (DSA, art. 17)

    An action on a whole thread is one on its first post.
    """

    class Kind(models.TextChoices):
        HIDE = "hide", _("Hidden")
        RESTORE = "restore", _("Shown again")
        REFUSE = "refuse", _("Not published")
        REDACT = "redact", _("Personal data removed")
        LOCK = "lock", _("Locked")
        UNLOCK = "unlock", _("Unlocked")
        PIN = "pin", _("Pinned")
        UNPIN = "unpin", _("Unpinned")
        MOVE = "move", _("Moved")
        MERGE = "merge", _("Merged")
        WARN = "warn", _("Warned")
        SUSPEND = "suspend", _("Suspended for a time")
        BAN = "ban", _("Excluded")
        LIFT = "lift", _("Allowed to write again")
        UNDO = "undo", _("Taken back")

    class Role(models.TextChoices):
        MODERATOR = "moderator", _("Moderator")
        ADMINISTRATOR = "administrator", _("Administrator")

    # What the person concerned is told of, and may appeal against.
    RESTRICTIONS = (
        *(Kind.HIDE, Kind.REFUSE, Kind.REDACT, Kind.LOCK, Kind.MOVE, Kind.MERGE),
        *(Kind.WARN, Kind.SUSPEND, Kind.BAN),
    )

    kind = models.CharField(_("action"), max_length=12, choices=Kind)
    # None for a text that was never published, and for an action on a person alone.
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="moderation_actions"
    )
    # Whose text it is, or who is warned or suspended; None once the account is erased.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="moderation_actions_concerning",
    )
    # None once the moderator's account is erased.
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="moderation_actions",
    )
    # Who proposed the action to the moderator, because they may not decide alone.
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # The role in which the moderator acted: the public log shows it.
    role = models.CharField(_("role"), max_length=14, choices=Role, default=Role.MODERATOR)
    # Empty for what breaks no rule.
    rule = models.CharField(
        _("house rule"), max_length=12, choices=HouseRule, blank=True, default=HouseRule.OTHER
    )
    reason = models.CharField(_("reason"), max_length=500)
    # Until when a person is suspended.
    until = models.DateTimeField(_("until"), null=True)
    # The action that this one takes back.
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    # What it takes to undo the action: keys of rows, never texts.
    before = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = ModerationActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation log")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="moderation_action_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="moderation_action_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(rule="")
                | Q(kind__in=["restore", "unlock", "pin", "unpin", "merge", "lift", "undo"]),
                name="moderation_action_has_rule",
            ),
            models.CheckConstraint(
                condition=Q(kind="suspend", until__isnull=False)
                | (~Q(kind="suspend") & Q(until__isnull=True)),
                name="moderation_action_suspends_until",
            ),
            models.CheckConstraint(
                condition=Q(proposer__isnull=True)
                | Q(moderator__isnull=True)
                | ~Q(moderator=F("proposer")),
                name="moderation_action_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.post or self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the entry. Raises `TypeError` if it exists already."""
        if not self._state.adding:
            raise TypeError("The moderation log is append-only.")
        super().save(*args, **kwargs | {"force_insert": True})

    def get_absolute_url(self) -> str:
        """Return the page of the decision, for the person concerned and for moderators."""
        return reverse("forum:decision", args=[self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The moderation log is append-only.")

    @property
    def is_restriction(self) -> bool:
        return self.kind in self.RESTRICTIONS

    @property
    def is_undone(self) -> bool:
        """Whether a later action has taken this one back."""
        return hasattr(self, "undone_by")
