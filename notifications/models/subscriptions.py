"""Follows and mutes, and when the notices of a resident are mailed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The categories of notices. A resident chooses a timing for each."""

    SIGNUPS = "signups", _("About my own sign-ups")
    MESSAGES = "messages", _("Messages from neighbours, and the end of my requests for help")
    MY_THREADS = "my_threads", _("Replies in threads I started")
    MENTIONS = "mentions", _("Someone mentions me")
    FOLLOWED = "followed", _("Replies in threads I follow")
    NEWS = "news", _("New threads, events and campaigns in what I follow")
    LETTERS = "letters", _("Newsletters from the partners")
    MODERATION = "moderation", _("Posts that wait for a moderator")


class Timing(models.TextChoices):
    """When the notices of a category are mailed."""

    AT_ONCE = "at_once", _("Right away")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Not by email")


DEFAULT_TIMING = {
    Category.SIGNUPS: Timing.AT_ONCE,
    Category.MESSAGES: Timing.AT_ONCE,
    Category.MY_THREADS: Timing.AT_ONCE,
    Category.MENTIONS: Timing.AT_ONCE,
    Category.FOLLOWED: Timing.DAILY,
    Category.NEWS: Timing.DAILY,
    Category.LETTERS: Timing.DAILY,
    Category.MODERATION: Timing.DAILY,
}


class Subscription(models.Model):
    """One resident follows, mutes, or has stopped following one topic.

    A topic is a short text that names a thing of any app: `theme:3`, `thread:99`, `person:7`. See
    `notifications.notices.topics`.
    """

    class Mode(models.TextChoices):
        FOLLOW = "follow", _("Follow")
        MUTE = "mute", _("Mute")
        # Kept, so that writing in the thread does not follow it again.
        STOPPED = "stop", _("Stopped")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions"
    )
    topic = models.CharField(_("topic"), max_length=120)
    mode = models.CharField(_("mode"), max_length=6, choices=Mode, default=Mode.FOLLOW)
    # Made when the resident wrote in a thread.
    is_automatic = models.BooleanField(_("automatic"), default=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="subscription_once"),
        ]
        indexes = [models.Index(fields=["topic", "mode", "user"], name="subscription_of_topic")]

    def __str__(self) -> str:
        return f"{self.user}: {self.mode} {self.topic}"


# The permission without which nobody gets notices of a category, or is asked about them.
STAFF_CATEGORIES = {Category.MODERATION: "forum.moderate"}
# Without mail about own sign-ups: `events` sends it at once, with the scope of the sign-up.
ADJUSTABLE: list[Category] = [
    category
    for category in Category
    if category != Category.SIGNUPS and category not in STAFF_CATEGORIES
]


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def timings_of(self, user_id: int) -> dict[Category, Timing]:
        """Return the timing of each category, chosen or by default."""
        chosen = dict(self.filter(user=user_id).values_list("category", "timing"))
        return {
            category: Timing(chosen.get(category, DEFAULT_TIMING[category]))
            for category in Category
        }


class Preference(models.Model):
    """One resident's timing for one category. Without a row, `DEFAULT_TIMING` applies."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    category = models.CharField(_("category"), max_length=12, choices=Category)
    timing = models.CharField(_("when"), max_length=8, choices=Timing)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "category"], name="preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.category} {self.timing}"


class NoticeSettings(models.Model):
    """One resident's settings for all notices. Without a row, the defaults apply."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_settings"
    )
    # As in `datetime.date.weekday()`: Monday is 0.
    weekly_on = models.PositiveSmallIntegerField(_("day of the weekly email"), default=4)

    class Meta:
        verbose_name = _("notice settings")
        verbose_name_plural = _("notice settings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekly_on__lte=6), name="notice_settings_weekday"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
