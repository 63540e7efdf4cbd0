"""Reports: readers tell moderators that a post breaks the house rules. (DSA, art. 16)"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import EmailField
from forum.house_rules import HouseRule
from forum.models.posts import Post


class PostReportQuerySet(models.QuerySet["PostReport"]):
    def open(self) -> "PostReportQuerySet":
        """Return the reports about which nobody has decided, the longest waiting first."""
        return self.filter(state=PostReport.State.OPEN).order_by("created_at", "pk")


class PostReport(models.Model):
    """One person's report of a post. The post's author is never told who reported it."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a moderator")
        UPHELD = "upheld", _("The post was hidden")
        DISMISSED = "dismissed", _("The post stays")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    # None without an account, and once it is erased.
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    # Of a reader without an account who wants an answer.
    email = EmailField(_("email address"), max_length=254, blank=True)
    email_confirmed_at = models.DateTimeField(_("email address confirmed"), null=True)
    language = models.CharField(_("language"), max_length=10)
    rule = models.CharField(_("what is wrong"), max_length=12, choices=HouseRule)
    text = models.CharField(_("in the reporter’s words"), max_length=1000, blank=True)
    # Identifies the displayed form, so that submitting it twice makes one report.
    submission = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = PostReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="report_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reporter"],
                condition=Q(state="open"),
                name="report_open_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["post", "email"],
                condition=Q(state="open") & ~Q(email=""),
                name="report_open_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(reporter__isnull=True) | Q(email=""),
                name="report_by_account_or_address",
            ),
            models.CheckConstraint(
                condition=~Q(rule="other") | ~Q(text=""), name="report_of_other_is_explained"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="report_decided_since",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(answer=""),
                name="report_dismissed_has_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.post}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_confirmed(self) -> bool:
        return self.email_confirmed_at is not None
