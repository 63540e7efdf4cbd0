"""Thanks: the one reaction to a post. Only their number is public."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Post


class Thanks(models.Model):
    """One person thanks for one post. `Post.thanks_count` counts the rows."""

    # The index is the beginning of the constraint's.
    post = models.ForeignKey(Post, on_delete=models.CASCADE, db_index=False, related_name="thanks")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thanks_given"
    )
    created_at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="thanks_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"
