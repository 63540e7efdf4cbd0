"""Pictures of posts. Their files are private: a view checks who may see each."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.field_defaults import private_files
from forum.models.held_posts import HeldPost
from forum.models.posts import Post, readable_threads
from residents.models import User

MOST_PICTURES = 6
# The longest side of what a page shows; the full picture is a link away.
SMALL_SIDE = 800


class ChosenPicture(NamedTuple):
    """A picture that a form has chosen: its primary key and its text alternative."""

    pk: int
    alt_text: str = ""


class PostPictureQuerySet(models.QuerySet["PostPicture"]):
    def visible_to(self, user: User | AnonymousUser) -> "PostPictureQuerySet":
        """Return the pictures that `user` may see: those of the posts that they may read.

        What is not published is for who uploaded it. Moderators also see what is held, hidden or
        removed.
        """
        published = Q(post__isnull=False)
        if user.has_perm("forum.moderate"):
            seen = published | Q(held__isnull=False)
        else:
            seen = published & Q(post__is_hidden=False, removed_at=None)
            seen &= readable_threads(user, "post__thread__")
        if isinstance(user, User):
            seen |= Q(post=None, uploader=user)
        return self.filter(seen)

    def shown(self) -> "PostPictureQuerySet":
        """Return the pictures that stand under a post, not those that were removed."""
        return self.filter(post__isnull=False, removed_at=None)


class PostPicture(models.Model):
    """A picture of a post, of a text that waits (`held`), or of a form that is being filled in."""

    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="pictures"
    )
    held = models.ForeignKey(
        HeldPost, on_delete=models.CASCADE, null=True, blank=True, related_name="pictures"
    )
    # The order under the post. A number is not given again after a picture was removed.
    number = models.PositiveIntegerField(_("number"), default=0)
    file = models.FileField(_("file"), upload_to="post-pictures", storage=private_files)
    small_file = models.FileField(
        _("small file"), upload_to="post-pictures", storage=private_files, editable=False
    )
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    # Both files.
    bytes = models.PositiveIntegerField(_("bytes"))
    alt_text = models.CharField(_("what can be seen"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    # By its author or a moderator; moderators can see it for `ERASED_HISTORY_DAYS`.
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = PostPictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of a post")
        verbose_name_plural = _("pictures of posts")
        ordering = ["number", "pk"]
        indexes = [
            models.Index(fields=["uploader", "created_at"], name="post_picture_of_uploader"),
            models.Index(
                fields=["created_at"],
                condition=Q(post__isnull=True, held__isnull=True),
                name="post_picture_of_no_post",
            ),
            models.Index(
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False),
                name="post_picture_removed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "number"],
                condition=Q(post__isnull=False),
                name="post_picture_number_in_post",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=True) | Q(held__isnull=True),
                name="post_picture_of_one_text",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(post__isnull=False),
                name="post_picture_removed_from_post",
            ),
        ]

    def __str__(self) -> str:
        return self.alt_text or f"{self.width} × {self.height}"

    def get_absolute_url(self) -> str:
        """Return the path of the full picture."""
        return reverse("forum:picture", args=[self.pk])

    @property
    def small_url(self) -> str:
        return reverse("forum:picture_small", args=[self.pk])

    @property
    def absolute_url(self) -> str:
        return settings.BASE_URL + self.get_absolute_url()

    @property
    def small_size(self) -> tuple[int, int]:
        """The width and height of the small file, so that nothing moves while it loads."""
        return fit(self.width, self.height, SMALL_SIDE)

    @property
    def content_type(self) -> str:
        return "image/png" if str(self.file.name).endswith(".png") else "image/jpeg"


def fit(width: int, height: int, side: int) -> tuple[int, int]:
    """Return the size of a picture that is made smaller until no side is longer than `side`."""
    scale = min(1, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


@receiver(post_delete, sender=PostPicture)
def delete_files(instance: PostPicture, **_more: Any) -> None:
    """Delete the files of a deleted row once the transaction has committed."""
    storage, names = instance.file.storage, (instance.file.name, instance.small_file.name)

    def delete() -> None:
        for name in filter(None, names):
            storage.delete(name)

    transaction.on_commit(delete, robust=True)
