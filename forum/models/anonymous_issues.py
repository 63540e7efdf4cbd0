"""Issues that people without an account report: held until their address is confirmed and a
moderator has read them.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.models import Area, EmailField, Theme
from core.text.language import guess_language
from core.text.markdown import render_markdown
from forum.models.threads import Thread


class AnonymousIssueQuerySet(models.QuerySet["AnonymousIssue"]):
    def confirmed(self) -> "AnonymousIssueQuerySet":
        """Return those whose writers have opened the mailed link: moderators see no others."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> "AnonymousIssueQuerySet":
        """Return those about which a moderator has to decide, the longest waiting first."""
        waiting = self.confirmed().filter(state=AnonymousIssue.State.WAITING)
        return waiting.order_by("confirmed_at", "pk")


class AnonymousIssue(models.Model):
    """An issue without an account, and the address that hears of it.

    The address is kept while the issue is open and some time after, or until its owner takes it
    back. Once approved, the text is that of `thread`, and here it is empty.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Not published")

    name = models.CharField(_("name"), max_length=60, blank=True)
    email = EmailField(_("email address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10)
    theme = models.ForeignKey(
        Theme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("theme"),
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
    )
    # The fields of `Issue` that say where.
    place = models.JSONField(_("place"), default=dict, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    body = models.TextField(_("text"), blank=True)
    # Identifies the displayed form, so that submitting it twice makes one issue.
    submission = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("email address confirmed"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    thread = models.OneToOneField(
        Thread, on_delete=models.SET_NULL, null=True, related_name="anonymous_issue"
    )

    objects = AnonymousIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue without an account")
        verbose_name_plural = _("issues without an account")
        default_permissions = ()
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["state", "confirmed_at"], name="anonymous_issue_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="anonymous_issue_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, confirmed_at__isnull=False)),
                name="anonymous_issue_decided_since",
            ),
            models.CheckConstraint(
                condition=Q(state="approved") | Q(thread__isnull=True),
                name="anonymous_issue_thread_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.thread.title if self.thread else self.title

    def get_absolute_url(self) -> str:
        """Return the page on which moderators decide."""
        return reverse("forum:anonymous_issue", args=[self.pk])

    @property
    def public_name(self) -> str:
        """The name to show, in the active language if the writer gave none."""
        return self.name or str(_("A neighbour without an account"))

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def what(self) -> Any:
        return _("Issue without an account")

    @property
    def text_language(self) -> str:
        return guess_language(self.body, self.language)

    @property
    def body_html(self) -> SafeString:
        # Sanitised; few of them are ever read.
        return mark_safe(render_markdown(self.body))  # noqa: S308
