"""Letters from editors and moderators to the followers of a topic."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.theme_limits import themes_for
from notifications.models.broadcast import Broadcast
from residents.models import User

# Moderators may write to the followers of these topics, editors to those of all.
FORUM_TOPICS = "thread:"
SEND_LETTER = "notifications.send_letter"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Filters letters by state and permission."""

    def drafts(self) -> "LetterQuerySet":
        return self.filter(sent_at=None)

    def sent(self) -> "LetterQuerySet":
        return self.exclude(sent_at=None)

    def writable_by(self, user: User) -> "LetterQuerySet":
        """Return the letters that `user` may write, send and look up: all, some or none.

        Editors of certain themes get their own letters, and those to the followers of the themes.
        """
        if user.has_perm(SEND_LETTER):
            themes = themes_for(user, SEND_LETTER)
            if themes is None:
                return self
            to_themes = [f"theme:{theme}" for theme in themes]
            return self.filter(Q(author=user) | Q(sender=user) | Q(topic__in=to_themes))
        if user.has_perm("notifications.send_forum_letter"):
            return self.filter(topic__startswith=FORUM_TOPICS)
        return self.none()

    def received_by(self, user: User) -> "LetterQuerySet":
        notices = user.notices.filter(activity__kind="letter")
        return self.sent().filter(pk__in=notices.values("activity__object_id"))


class Letter(Broadcast):
    """A letter to the followers of a topic."""

    recipients_field = "topic"
    previewed_fields = ("texts", "topic")

    topic = models.CharField(_("to followers of"), max_length=120)
    # The name of the topic when the letter was sent: the letter outlives the thing.
    topic_name = models.CharField(_("called"), max_length=255, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta(Broadcast.Meta):
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["-sent_at", "-created_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("send_letter", _("Can write to the followers of any topic")),
            ("send_forum_letter", _("Can write to the followers of a thread")),
        ]
        indexes = [models.Index(fields=["topic", "-sent_at"], name="letter_to_topic")]

    def __str__(self) -> str:
        return self.subject or self.topic
