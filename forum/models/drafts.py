"""Drafts: texts that were submitted after the session had ended."""

import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.field_defaults import new_secret
from residents.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def open_to(self, user: User) -> "DraftQuerySet":
        """Return the drafts that `user` may open: their own, and those without a known writer."""
        return self.filter(models.Q(writer=None) | models.Q(writer=user)).fresh()

    def fresh(self) -> "DraftQuerySet":
        return self.filter(created_at__gt=self._expiry_limit())

    def expired(self) -> "DraftQuerySet":
        return self.filter(created_at__lte=self._expiry_limit())

    @staticmethod
    def _expiry_limit() -> datetime.datetime:
        return timezone.now() - datetime.timedelta(hours=settings.DRAFT_HOURS)


class Draft(models.Model):
    """The fields of a submitted form, kept for `DRAFT_HOURS` under an unguessable URL."""

    token = models.CharField(max_length=64, unique=True, default=new_secret, editable=False)
    # The form: the name of its URL, and the primary key in it.
    route = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    fields = models.JSONField(default=dict)
    # The user who was signed in, if any. Nobody else may open the draft.
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="drafts"
    )
    created_at = models.DateTimeField(_("saved"), default=timezone.now, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [models.Index(fields=["created_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return f"{self.route} {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("forum:draft", args=[self.token])

    @property
    def form_url(self) -> str:
        """The URL of the form, filled in with the draft."""
        args = [] if self.object_id is None else [self.object_id]
        return f"{reverse(self.route, args=args)}?draft={self.token}"
