"""Activities, and the notices that people get of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Area
from notifications.models.subscriptions import Category


class Activity(models.Model):
    """Something that happened, such as a reply; stored in the transaction of the change.

    A background task makes a `Notice` for each person concerned; `tick` does so for the activities
    that a crash has left behind. The app that registered the kind describes the activity when it
    is shown: `notifications.notices.activity_types`.
    """

    # Identifies the event, so that it is published once: "reply:812".
    key = models.CharField(_("key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    # The primary key that the kind's app describes it by: of a post, an occurrence, a page.
    object_id = models.PositiveBigIntegerField(_("object"))
    # The topic of the page it links to. Opening that page marks the notices as read.
    target = models.CharField(_("links to"), max_length=120)
    # The followers of these topics are notified.
    topics = models.JSONField(_("topics"), default=list)
    # {<user id as text>: <category>, …}: people who are notified whatever they follow.
    addressed = models.JSONField(_("addressed"), default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
    )
    # For followers of a `near:` topic.
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    # When all notices were made.
    spread_at = models.DateTimeField(_("notified"), null=True, blank=True)

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
    """One person's notice of an activity: in their list and, if they want it, by mail."""

    # Of both, the index is the beginning of another one.
    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, db_index=False, related_name="notices"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="notices",
    )
    category = models.CharField(_("category"), max_length=12, choices=Category)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    read_at = models.DateTimeField(_("seen"), null=True, blank=True)
    # When to mail it, by the recipient's preferences; None: not by mail.
    mail_due_at = models.DateTimeField(_("email due"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("emailed"), null=True, blank=True)

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
