"""Fields that event pages and events share: facts that are the same in every language."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models.position_fields import latitude_field, longitude_field

MOST_SEATS = 100_000
LARGEST_PARTY = 50


class Kind(models.TextChoices):
    """Types of events."""

    TALK = "talk", _("Talk or information")
    WORKSHOP = "workshop", _("Workshop or course")
    OUTDOORS = "outdoors", _("Walk or trip")
    SOCIAL = "social", _("Get-together")
    WORK = "work", _("Shared activity")
    OTHER = "other", _("Other")


class Access(models.TextChoices):
    """An accessibility fact about a venue. Unknown is not the same as no."""

    UNKNOWN = "", _("Not known")
    YES = "yes", _("Yes")
    NO = "no", _("No")


class EventStatus(models.TextChoices):
    """Whether and how an event takes place. Whether it is full follows from its seats."""

    SCHEDULED = "scheduled", _("As planned")
    MOVED_ONLINE = "moved_online", _("Moved online")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")


_ACCESS_LABELS = {
    "step_free": _("step-free access"),
    "accessible_toilet": _("accessible toilet"),
    "hearing_loop": _("hearing loop"),
    "quiet_room": _("quiet room"),
    "parking": _("parking for disabled people"),
}

# The statuses in which people can come.
TAKES_PLACE = (EventStatus.SCHEDULED, EventStatus.MOVED_ONLINE)


def access_field(label: Any) -> models.CharField:
    """Return the model field of one accessibility fact."""
    return models.CharField(label, max_length=3, choices=Access, blank=True, default=Access.UNKNOWN)


class EventDetails(models.Model):
    """The facts that editors enter on the source page, and publishing copies to the event.

    Opening and closing of sign-up and the like are relative to each occurrence's start, so that
    they apply to a whole series.
    """

    kind = models.CharField(_("type of event"), max_length=10, choices=Kind, default=Kind.OTHER)
    is_all_day = models.BooleanField(
        _("all day"), default=False, help_text=_("Only the dates are shown, not the times.")
    )
    has_open_end = models.BooleanField(
        _("no end time"), default=False, help_text=_("The event has no fixed end time.")
    )
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    address = models.CharField(
        _("address"),
        max_length=200,
        blank=True,
        help_text=_("Street and number, postal code and town."),
    )
    latitude = latitude_field(help_text=_("In degrees, such as 57.464200. Gives a map."))
    longitude = longitude_field(help_text=_("In degrees, such as 9.982300."))
    is_online = models.BooleanField(_("takes place online"), default=False)
    online_url = models.URLField(
        _("online address"), blank=True, help_text=_("Only shown to people who are signed up.")
    )
    step_free = access_field(_ACCESS_LABELS["step_free"])
    accessible_toilet = access_field(_ACCESS_LABELS["accessible_toilet"])
    hearing_loop = access_field(_ACCESS_LABELS["hearing_loop"])
    quiet_room = access_field(_ACCESS_LABELS["quiet_room"])
    parking = access_field(_ACCESS_LABELS["parking"])
    has_signup = models.BooleanField(
        _("sign-up needed"), default=True, help_text=_("Turn off if people can just turn up.")
    )
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Leave empty if there is no limit.")
    )
    max_party_size = models.PositiveSmallIntegerField(
        _("most people per sign-up"),
        default=6,
        help_text=_("How many people one person can sign up, including themselves."),
    )
    asks_names = models.BooleanField(
        _("ask for everyone’s name"),
        default=False,
        help_text=_("Otherwise we only ask for the name of the person signing up."),
    )
    opens_days_before = models.PositiveSmallIntegerField(
        _("sign-up opens"),
        null=True,
        blank=True,
        help_text=_("Days before the start. Leave empty to open right away."),
    )
    closes_hours_before = models.PositiveSmallIntegerField(
        _("sign-up closes"),
        default=0,
        help_text=_("Hours before the start. 0 means when it starts."),
    )
    newcomer_seats = models.PositiveSmallIntegerField(
        _("places kept for newcomers"),
        default=0,
        help_text=_("For people who have not been to one of our events before."),
    )
    newcomers_until_days = models.PositiveSmallIntegerField(
        _("kept until"),
        default=2,
        help_text=_("Days before the start. After that, anyone can have them."),
    )
    reminder_hours = models.PositiveSmallIntegerField(
        _("reminder"),
        default=24,
        help_text=_("Hours before the start. 0 means no reminder."),
    )
    asks_feedback = models.BooleanField(
        _("ask for feedback"),
        default=True,
        help_text=_("Afterwards, everyone who came gets a thank-you with a short form."),
    )

    class Meta:
        abstract = True

    @property
    def access(self) -> list[tuple[str, str]]:
        """The known accessibility facts: (name, "Yes" or "No"), both in the active language."""
        return [
            (str(_ACCESS_LABELS[name]), getattr(self, f"get_{name}_display")())
            for name in ACCESS_FIELDS
            if getattr(self, name)
        ]


ACCESS_FIELDS = tuple(_ACCESS_LABELS)
# Where it takes place. Attendees get a mail when one of these changes.
ONLINE_FIELDS = ("is_online", "online_url")
VENUE_FIELDS = ("venue", "address", *ONLINE_FIELDS)
DETAIL_FIELDS = tuple(field.name for field in EventDetails._meta.local_fields)


def detail_constraints(model: str) -> list[models.CheckConstraint]:
    """Return the constraints on these fields for `model`, whose name begins theirs."""
    return [
        models.CheckConstraint(
            condition=Q(max_party_size__gte=1, max_party_size__lte=LARGEST_PARTY),
            name=f"{model}_party_size",
        ),
        models.CheckConstraint(
            condition=Q(latitude__isnull=True, longitude__isnull=True)
            | Q(latitude__isnull=False, longitude__isnull=False),
            name=f"{model}_whole_position",
        ),
        models.CheckConstraint(
            condition=Q(capacity__isnull=True) | Q(capacity__lte=MOST_SEATS),
            name=f"{model}_most_seats",
        ),
    ]
