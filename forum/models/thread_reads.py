"""How far residents have read, for the marks of unread posts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.models.threads import Thread


class ThreadRead(models.Model):
    """How far somebody has read a thread; without a thread, when they marked all as read.

    Nothing older than `UNREAD_DAYS` is unread, so older rows say nothing: `tick` deletes them.
    """

    # The index is the beginning of the constraint's.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="thread_reads",
    )
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="reads")
    # The highest number of a post on the pages that they opened.
    post_number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "read thread"
        verbose_name_plural = "read threads"
        default_permissions = ()
        indexes = [models.Index(fields=["read_at"], name="thread_read_at")]
        constraints = [
            models.UniqueConstraint(fields=["user", "thread"], name="thread_read_once"),
            # Databases let NULL stand twice in the constraint above.
            models.UniqueConstraint(
                fields=["user"], condition=Q(thread__isnull=True), name="all_threads_read_once"
            ),
            models.CheckConstraint(
                condition=Q(thread__isnull=False) | Q(post_number=0),
                name="thread_read_number_of_thread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.thread_id}"
