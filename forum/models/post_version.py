"""Earlier versions of posts."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.text.markdown import render_markdown
from forum.models.posts import Post


class PostVersion(models.Model):
    """The text of a post before an edit or a removal.

    Readers see it (`forum.threads.post_history`), but not one that was erased or edited out.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField(_("text"))
    # The title of the thread until then, if that was changed.
    title = models.CharField(_("title"), max_length=120, blank=True)
    # Where the issue was until then, in words and degrees, if that was changed.
    place = models.CharField(_("place"), max_length=240, blank=True)
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
    def removed_pictures(self) -> list[Any]:
        """The pictures that were removed when the text was replaced."""
        return [each for each in self.post.pictures.all() if each.removed_at == self.replaced_at]

    @property
    def body_html(self) -> SafeString:
        # Rendered on demand: few versions are ever read.
        return mark_safe(render_markdown(self.body))  # noqa: S308
