"""Acts that a moderator may not decide alone: one proposes them, and another decides."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Partner
from forum.house_rules import HouseRule
from forum.models.anonymous_issues import AnonymousIssue
from forum.models.held_posts import HeldPost
from forum.models.moderation import ModerationAction
from forum.models.posts import Post
from residents.models import User


class ProposedActQuerySet(models.QuerySet["ProposedAct"]):
    def open(self) -> "ProposedActQuerySet":
        """Return those about which nobody has decided, the longest waiting first."""
        return self.filter(state=ProposedAct.State.OPEN).order_by("created_at", "pk")

    def for_moderator(self, moderator: User) -> "ProposedActQuerySet":
        """Return those of others, neither about `moderator` nor about a partner of theirs."""
        others = self.exclude(proposer=moderator).exclude(post__author=moderator)
        others = others.exclude(held__author=moderator)
        return (
            others.exclude(partner__in=moderator.partner_ids) if moderator.partner_ids else others
        )


class UnloggedAct(models.TextChoices):
    """What moderators decide that restricts nobody and stands in no log."""

    APPROVE = "approve", _("Published")
    DISMISS = "dismiss", _("Reports answered: the post stays")


class ProposedAct(models.Model):
    """What a moderator proposes about a text that concerns the partner to whom they belong.

    An act on a whole thread is proposed for its first post, as it stands in the log.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for another moderator")
        DONE = "done", _("Confirmed and done")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Lapsed: somebody has decided otherwise, or the post has changed")
        WITHDRAWN = "withdrawn", _("Withdrawn by the moderator who proposed it")

    kind = models.CharField(
        _("action"),
        max_length=12,
        choices=[*ModerationAction.Kind.choices, *UnloggedAct.choices],
    )
    # It is about one of these three.
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, related_name="proposed_acts"
    )
    held = models.ForeignKey(
        HeldPost, on_delete=models.CASCADE, null=True, related_name="proposed_acts"
    )
    anonymous_issue = models.ForeignKey(
        AnonymousIssue, on_delete=models.CASCADE, null=True, related_name="proposed_acts"
    )
    # The entry of the log that is taken back.
    action = models.ForeignKey(
        ModerationAction, on_delete=models.PROTECT, null=True, related_name="proposed_acts"
    )
    # None once the account is erased.
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="proposed_acts"
    )
    # The partner because of which the proposer does not decide.
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="+")
    # Empty for what restricts nobody.
    rule = models.CharField(_("house rule"), max_length=12, choices=HouseRule, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    # Until when the author is suspended.
    until = models.DateTimeField(_("until"), null=True)
    # The text of the post without the personal data.
    body = models.TextField(_("the text that stays"), blank=True)
    # What else the act needs: keys of rows and moments, never texts.
    details = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = ProposedActQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed act")
        verbose_name_plural = _("proposed acts")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="proposed_act_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "kind"],
                condition=Q(state="open", action__isnull=True),
                name="proposed_act_once",
            ),
            models.UniqueConstraint(
                fields=["held", "kind"], condition=Q(state="open"), name="proposed_act_once_held"
            ),
            models.UniqueConstraint(
                fields=["anonymous_issue", "kind"],
                condition=Q(state="open"),
                name="proposed_act_once_anonymous",
            ),
            models.UniqueConstraint(
                fields=["action"], condition=Q(state="open"), name="proposed_act_once_undone"
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=False, held__isnull=True, anonymous_issue__isnull=True)
                | Q(post__isnull=True, held__isnull=False, anonymous_issue__isnull=True)
                | Q(post__isnull=True, held__isnull=True, anonymous_issue__isnull=False),
                name="proposed_act_has_one_target",
            ),
            models.CheckConstraint(
                condition=Q(kind="undo", action__isnull=False)
                | (~Q(kind="undo") & Q(action__isnull=True)),
                name="proposed_act_undoes",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposed_act_has_reason"),
            models.CheckConstraint(
                condition=Q(proposer__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposer")),
                name="proposed_act_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="proposed_act_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""),
                name="proposed_act_declined_with_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page on which moderators read and decide about it."""
        return reverse("forum:proposed_act", args=[self.pk])

    @property
    def target(self) -> Post | HeldPost | AnonymousIssue:
        """What it is about."""
        target = self.post or self.held or self.anonymous_issue
        assert target is not None  # noqa: S101 – a constraint holds it
        return target

    @property
    def title(self) -> str:
        """The title of the thread that it is about."""
        if self.post is not None:
            return self.post.thread.title
        return self.held.thread_title if self.held else str(self.anonymous_issue)

    @property
    def language(self) -> str:
        """The language of the text that it is about."""
        return (
            self.target.thread.language if isinstance(self.target, Post) else self.target.language
        )

    @property
    def author_id(self) -> int | None:
        """Who wrote what it is about; None without an account."""
        return self.target.author_id if isinstance(self.target, (Post, HeldPost)) else None

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
