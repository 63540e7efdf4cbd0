"""Earlier versions of posts, for moderators."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.text.markdown import render_markdown
from forum.models.posts import Post


class PostVersion(models.Model):
    """The text of a post before an edit or a removal. Moderators read it to handle complaints."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written"))
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)
    # When the author's account was erased; the version is deleted `ERASED_HISTORY_DAYS` later.
    erased_at = models.DateTimeField(_("author’s account deleted"), null=True, blank=True)

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
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
        # Rendered on demand: few versions are ever read.
        return mark_safe(render_markdown(self.body))  # noqa: S308
