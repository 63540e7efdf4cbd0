"""What a post said before its author changed or removed it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.text.markdown import render_markdown
from forum.models.posts import Post


class PostVersion(models.Model):
    """An earlier text of a post. Moderators can read it, when somebody complains of it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField(_("text"), help_text="CommonMark")
    written_at = models.DateTimeField(_("written"))
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)
    # When its author left. It is deleted `ERASED_HISTORY_DAYS` later.
    erased_at = models.DateTimeField(_("author left"), null=True, blank=True)

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")
        ordering = ["-replaced_at", "-pk"]
        indexes = [
            models.Index(
                fields=["erased_at"],
                condition=Q(erased_at__isnull=False),
                name="post_version_of_erased",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.written_at:%Y-%m-%d %H:%M}"

    @property
    def body_html(self) -> SafeString:
        """The text as HTML. It is seldom read, so it is made then."""
        return mark_safe(render_markdown(self.body))  # noqa: S308
