"""What happened, and who is told of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Area
from notifications.models.subscriptions import Category


class Activity(models.Model):
    """Something that happened and may concern somebody, written in the transaction of the change.

    A background task spreads it to a `Notice` for each person concerned; `tick` finds those that a
    crash has left. What it says is worded for each reader when it is shown, by the app that
    registered its kind: `notifications.notices.activity_types`.
    """

    # Names what happened once and for all, so that it is told once: "reply:812".
    key = models.CharField(_("key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    # What the kind's app reads to word it: the primary key of a post, an occurrence, a page.
    object_id = models.PositiveBigIntegerField(_("object"))
    # The topic of the page it leads to. Who opens that page has seen it.
    target = models.CharField(_("leads to"), max_length=120)
    # Whose followers are told.
    topics = models.JSONField(_("topics"), default=list)
    # Who is told in any case: a user's number as text, and the category.
    addressed = models.JSONField(_("addressed"), default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
    )
    # For those who follow something near them.
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    spread_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(fields=["id"], condition=Q(spread_at=None), name="activity_to_spread"),
            models.Index(fields=["target"], name="activity_target"),
        ]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """That one person is told of an activity: in their list, and by mail when they want it."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="notices")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    category = models.CharField(_("category"), max_length=12, choices=Category)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    read_at = models.DateTimeField(_("seen"), null=True, blank=True)
    # When it is to be mailed, as the recipient wants it; empty means not at all.
    mail_due_at = models.DateTimeField(_("mail due"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["activity", "recipient"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_list"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["mail_due_at", "recipient"],
                condition=Q(mailed_at=None, read_at=None, mail_due_at__isnull=False),
                name="notice_mail_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.activity}"
