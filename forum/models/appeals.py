"""Appeals against moderators' decisions, and posts about partners. (DSA, art. 20)"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Partner
from forum.models.moderation import ModerationAction
from forum.models.posts import Post
from residents.models import User


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> "AppealQuerySet":
        """Return the appeals about which nobody has decided, the longest waiting first."""
        return self.filter(state=Appeal.State.OPEN).order_by("created_at", "pk")

    def for_moderator(self, moderator: User) -> "AppealQuerySet":
        """Return those that `moderator` may decide: neither of their own acts nor their own.

        What they have proposed and another has done counts as their own act.
        """
        others = self.exclude(first_moderator=moderator).exclude(author=moderator)
        return others.exclude(action__proposer=moderator)


class Appeal(models.Model):
    """The appeal of the person concerned against one action; there is one of each action."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for another moderator")
        UPHELD = "upheld", _("The appeal was right, and the decision is taken back")
        REJECTED = "rejected", _("The decision stands")

    action = models.OneToOneField(ModerationAction, on_delete=models.PROTECT, related_name="appeal")
    # None once the account is erased.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="appeals"
    )
    # The action's moderator, for the constraint that somebody else decides.
    first_moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.CharField(_("in the author’s words"), max_length=2000)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="appeal_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(first_moderator__isnull=True)
                | ~Q(decided_by=F("first_moderator")),
                name="appeal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(author__isnull=True)
                | ~Q(decided_by=F("author")),
                name="appeal_not_decided_by_author",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, answer="")
                | (~Q(state="open") & Q(decided_at__isnull=False) & ~Q(answer="")),
                name="appeal_decided_with_answer",
            ),
            # Once the account is erased, the words go, too.
            models.CheckConstraint(
                condition=Q(author__isnull=True) | ~Q(text=""), name="appeal_has_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.action_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class PartnerMatter(models.Model):
    """A moderator's mark that a post is about a partner, whose people then do not decide on it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="partner_matters")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("post about a partner")
        verbose_name_plural = _("posts about partners")
        constraints = [
            models.UniqueConstraint(fields=["post", "partner"], name="partner_matter_once")
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.partner}"
