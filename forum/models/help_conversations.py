"""Conversations between two neighbours about help. Nobody else reads them."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.house_rules import HouseRule
from forum.models.threads import Thread
from residents.models import User

MESSAGE_CHARACTERS = 2_000


class HelpConversationQuerySet(models.QuerySet["HelpConversation"]):
    def of(self, user: User | AnonymousUser) -> "HelpConversationQuerySet":
        """Return the conversations of `user`, that with the newest message first."""
        if not isinstance(user, User):
            return self.none()
        mine = self.filter(Q(starter=user) | Q(helper=user))
        return mine.order_by("-last_message_at", "-pk")

    def between(self, one: User, other: User) -> "HelpConversationQuerySet":
        """Return the conversations of these two, whoever has started the thread."""
        return self.filter(Q(starter=one, helper=other) | Q(starter=other, helper=one))


class HelpConversation(models.Model):
    """Messages between who started a thread about help and one neighbour who answers it."""

    # None once the thread is deleted, and the people once their accounts are erased.
    thread = models.ForeignKey(
        Thread, on_delete=models.SET_NULL, null=True, related_name="conversations"
    )
    starter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # The helper may be thanked by name.
    is_nameable = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    last_message_at = models.DateTimeField(_("last message"), default=timezone.now)
    # Set by a moderator: no more messages.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = HelpConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation about help")
        verbose_name_plural = _("conversations about help")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["thread", "helper"], name="help_conversation_once"),
            models.CheckConstraint(
                condition=~Q(starter=F("helper")), name="help_conversation_of_two"
            ),
        ]
        indexes = [
            models.Index(fields=["starter", "-last_message_at"], name="help_talk_of_starter"),
            models.Index(fields=["helper", "-last_message_at"], name="help_talk_of_helper"),
            models.Index(fields=["last_message_at"], name="help_talk_by_age"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:conversation", args=[self.pk])

    @property
    def title(self) -> str:
        return self.thread.title if self.thread else gettext("A thread that has been deleted")

    @property
    def topic(self) -> str:
        """The target of its notices."""
        return f"help-conversation:{self.pk}"

    def other_of(self, user: User) -> User | None:
        """Return the other of the two."""
        return self.helper if self.starter_id == user.pk else self.starter

    def is_between(self, user: User | AnonymousUser) -> bool:
        """Return whether `user` is one of the two."""
        return user.is_authenticated and user.pk in {self.starter_id, self.helper_id}


class HelpMessage(models.Model):
    """A text, or an address that the sender has chosen to share. It never changes."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Message")
        EMAIL = "email", _("Email address")
        TELEPHONE = "telephone", _("Telephone number")

    conversation = models.ForeignKey(
        HelpConversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    body = models.CharField(_("text"), max_length=MESSAGE_CHARACTERS)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    # Identifies the displayed form, so that submitting it twice sends one message.
    submission = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("message about help")
        verbose_name_plural = _("messages about help")
        default_permissions = ()
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["conversation", "created_at"], name="help_message_in_order")
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="help_message_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_contact(self) -> bool:
        return self.kind != self.Kind.TEXT


class BlockQuerySet(models.QuerySet["HelpBlock"]):
    def between(self, one: User, other: User) -> "BlockQuerySet":
        """Return the blocks of one of these two by the other."""
        return self.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))

    def blocked_by(self, reader: User | AnonymousUser) -> frozenset[int]:
        """Return the primary keys of those whom `reader` has blocked; no query if anonymous."""
        if not isinstance(reader, User):
            return frozenset()
        return frozenset(self.filter(blocker=reader).values_list("blocked", flat=True))


class HelpBlock(models.Model):
    """Somebody wants neither messages nor posts of somebody, in any thread."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(_("blocked"), default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="help_block_once"),
            models.CheckConstraint(
                condition=~Q(blocker=F("blocked")), name="help_block_of_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id}: {self.blocked_id}"


class ConversationReportQuerySet(models.QuerySet["ConversationReport"]):
    def open(self) -> "ConversationReportQuerySet":
        """Return the reports about which nobody has decided, the longest waiting first."""
        return self.filter(state=ConversationReport.State.OPEN).order_by("created_at", "pk")


class ConversationReport(models.Model):
    """One of the two reports the other's messages; moderators read the conversation meanwhile."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a moderator")
        UPHELD = "upheld", _("The conversation was closed")
        DISMISSED = "dismissed", _("The conversation goes on")

    conversation = models.ForeignKey(
        HelpConversation, on_delete=models.CASCADE, related_name="reports"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    rule = models.CharField(_("what is wrong"), max_length=12, choices=HouseRule)
    text = models.CharField(_("in the reporter’s words"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = ConversationReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a conversation")
        verbose_name_plural = _("reports of conversations")
        default_permissions = ()
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="talk_report_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "reporter"],
                condition=Q(state="open"),
                name="talk_report_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False) & ~Q(answer="")),
                name="talk_report_decided_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.conversation}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
