"""The state of threads in which neighbours ask for help, offer it, or give things away."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.help_states import HELP_KINDS, HelpState
from forum.models.threads import Thread

DEFAULT_DAYS, MOST_DAYS = 30, 90
# How many days before the last day the reminder is written.
REMIND_DAYS = 3


def default_until() -> datetime.date:
    """Return the last day of a request whose writer has chosen none."""
    return timezone.localdate() + datetime.timedelta(days=DEFAULT_DAYS)


def latest_until() -> datetime.date:
    """Return the latest day that a writer can choose."""
    return timezone.localdate() + datetime.timedelta(days=MOST_DAYS)


def is_soon(until: datetime.date) -> bool:
    """Return whether a reminder before `until` would come too late to be of use."""
    return until <= timezone.localdate() + datetime.timedelta(days=REMIND_DAYS)


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def open(self) -> "HelpRequestQuerySet":
        """Return those that are open, the one that expires first first."""
        current = self.filter(state=HelpState.OPEN, thread__kind__in=HELP_KINDS)
        return current.order_by("until", "pk")

    def begin(self, thread: Thread, until: datetime.date | None = None) -> "HelpRequest | None":
        """Open a new `thread` until that day, if its kind has a state."""
        if thread.kind not in HELP_KINDS:
            return None
        until = until or default_until()
        request: HelpRequest = self.create(thread=thread, until=until, is_reminded=is_soon(until))
        return request


class HelpRequest(models.Model):
    """The state of one thread. `Thread` has copies for lists: `forum.help.requests` writes both."""

    thread = models.OneToOneField(
        Thread, on_delete=models.CASCADE, primary_key=True, related_name="help_request"
    )
    state = models.CharField(_("state"), max_length=10, choices=HelpState, default=HelpState.OPEN)
    # The last day on which it is open.
    until = models.DateField(_("until"))
    is_reminded = models.BooleanField(default=False, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    thanks = models.CharField(_("thank-you"), max_length=300, blank=True)
    # Whom the writer thanks. Others see the name if `is_helper_named`.
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="help_given",
    )
    is_helper_named = models.BooleanField(default=False)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("help request")
        verbose_name_plural = _("help requests")
        default_permissions = ()
        indexes = [models.Index(fields=["state", "until"], name="help_request_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="help_request_settled_since",
            ),
            models.CheckConstraint(
                condition=Q(state="fulfilled") | Q(thanks="", helper__isnull=True),
                name="help_request_thanks_when_fulfilled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == HelpState.OPEN

    @property
    def named_helper(self) -> object:
        """The helper whom everybody may see thanked; None if there is nobody to name."""
        helper = self.helper
        return helper if helper and self.is_helper_named and helper.is_active else None
