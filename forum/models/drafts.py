"""A text that arrived when it could not be taken: nobody was signed in any more."""

import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.field_defaults import new_secret
from residents.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts by who may open them, and by age."""

    def open_to(self, user: User) -> "DraftQuerySet":
        """Those nobody is known to have written, for who holds the link; and the user's own."""
        return self.filter(models.Q(writer=None) | models.Q(writer=user)).fresh()

    def fresh(self) -> "DraftQuerySet":
        """Those that have not expired."""
        return self.filter(created_at__gt=self._limit())

    def expired(self) -> "DraftQuerySet":
        """Those to delete."""
        return self.filter(created_at__lte=self._limit())

    @staticmethod
    def _limit() -> datetime.datetime:
        return timezone.now() - datetime.timedelta(hours=settings.DRAFT_HOURS)


class Draft(models.Model):
    """What was typed into a form of the forum, kept for a few hours under an unguessable link."""

    token = models.CharField(max_length=64, unique=True, default=new_secret, editable=False)
    # The form: the name of its route, and the number in its address.
    route = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    fields = models.JSONField(default=dict)
    # Known when the form was sent by somebody signed in; then nobody else may open it.
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="drafts"
    )
    created_at = models.DateTimeField(_("kept"), default=timezone.now, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [models.Index(fields=["created_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return f"{self.route} {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """Return the path of the page that says it is kept, and leads on."""
        return reverse("forum:draft", args=[self.token])

    @property
    def form_url(self) -> str:
        """The path of the form it belongs to, which shows it again."""
        numbers = [] if self.object_id is None else [self.object_id]
        return f"{reverse(self.route, args=numbers)}?draft={self.token}"
