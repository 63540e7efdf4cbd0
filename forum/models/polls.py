"""Date polls: neighbours say on which dates they could come to a meetup."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import EmailField
from forum.models.threads import Thread
from residents.models import User

MOST_DATES = 10


class PollQuerySet(models.QuerySet["Poll"]):
    def open(self) -> Self:
        """Return the polls in which people can vote now."""
        return self.filter(
            state=Poll.State.OPEN, closes_at__gt=timezone.now(), thread__is_hidden=False
        )


class Poll(models.Model):
    """A proposed meetup with up to `MOST_DATES` dates to vote on. A thread has one open at a time.

    `version` grows with each change of its dates. A vote names the version its voter has seen.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed without a date")
        CHOSEN = "chosen", _("A date was chosen")

    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="polls", verbose_name=_("thread")
    )
    # The organiser. None once the account is erased.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="polls"
    )
    title = models.CharField(_("title"), max_length=120)
    # Empty: to be agreed.
    place = models.CharField(_("place"), max_length=120, blank=True)
    closes_at = models.DateTimeField(_("deadline"))
    allows_dates = models.BooleanField(_("others can suggest dates"), default=False)
    allows_email = models.BooleanField(_("people without an account can vote"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    # Identifies the displayed form, so that submitting it twice makes one poll.
    submission = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("proposed"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = _("date poll")
        verbose_name_plural = _("date polls")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(state="open"), name="poll_one_open_in_thread"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="poll_ended_since",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nobody can vote any more."""
        return self.state != self.State.OPEN or self.closes_at <= timezone.now()

    @property
    def organiser_name(self) -> str:
        return self.author.public_name if self.author else str(_("A former resident"))

    def dates_of_version(self, version: int) -> "models.QuerySet[PollDate]":
        """Return the dates that the poll had in that version."""
        was_removed = Q(removed_in__isnull=False, removed_in__lte=version)
        return self.dates.filter(added_in__lte=version).exclude(was_removed)


class PollDate(models.Model):
    """One date of a poll, with its counters. A removed date is kept with its votes."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField(_("starts"))
    # None: no end is given.
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    # How many can say yes; None: any number.
    seats = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    yes_count = models.PositiveIntegerField(default=0, editable=False)
    maybe_count = models.PositiveIntegerField(default=0, editable=False)
    no_count = models.PositiveIntegerField(default=0, editable=False)
    # The versions of the poll in which it came and went.
    added_in = models.PositiveIntegerField(default=1, editable=False)
    removed_in = models.PositiveIntegerField(null=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("date of a poll")
        verbose_name_plural = _("dates of polls")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "starts_at"],
                condition=Q(removed_in__isnull=True),
                name="poll_date_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="poll_date_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(yes_count__lte=F("seats")),
                name="poll_date_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats__gte=1), name="poll_date_has_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def is_full(self) -> bool:
        return self.seats is not None and self.yes_count >= self.seats

    @property
    def seats_left(self) -> int | None:
        return None if self.seats is None else max(self.seats - self.yes_count, 0)


class Voter(models.Model):
    """A person in a poll: with an account, or with a name and an e-mail address.

    Without an account, `pending` holds the answers until the mailed link is used.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="voters")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="poll_votes"
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    email = EmailField(_("email address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10)
    confirmed_at = models.DateTimeField(_("email address confirmed"), null=True)
    # {"<id of the date>": "yes", …}
    pending = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(_("voted"), default=timezone.now)

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "user"],
                condition=Q(user__isnull=False),
                name="voter_once_per_account",
            ),
            models.UniqueConstraint(
                fields=["poll", "email"], condition=~Q(email=""), name="voter_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(email="", name=""),
                name="voter_by_account_or_address",
            ),
        ]

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        """The name that neighbours with an account see."""
        user: User | None = self.user
        if user is not None:
            return user.public_name
        return self.name or str(_("A former resident"))

    @property
    def url(self) -> str:
        """The URL of the profile; empty without an active account."""
        user: User | None = self.user
        return user.get_absolute_url() if user and user.is_active else ""


class Vote(models.Model):
    """What a person has answered about one date."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        MAYBE = "maybe", _("If need be")
        NO = "no", _("No")

    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, related_name="votes")
    date = models.ForeignKey(PollDate, on_delete=models.CASCADE, related_name="votes")
    answer = models.CharField(_("answer"), max_length=5, choices=Answer)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["voter__created_at", "voter_id"]
        constraints = [
            models.UniqueConstraint(fields=["voter", "date"], name="vote_once_per_date"),
        ]

    def __str__(self) -> str:
        return f"{self.voter}: {self.get_answer_display()}"
