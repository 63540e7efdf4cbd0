"""The calendar, and the editors' face of an event."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.models import Area, BasePage, Partner, Theme
from events.models.events import LONGEST, Event
from events.panels import SeatsPanel

# More come to nothing in the municipality.
MOST_SEATS = 100_000


class CalendarPage(BasePage):
    """All events, as an agenda or by the month; event pages live under it."""

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    page_description = _("All events of all themes. There is one in each language.")
    max_count_per_parent = 1
    template = "events/calendar_page.html"

    class Meta:
        verbose_name = _("calendar")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the part of the calendar that the address asks for."""
        from events.calendar import calendar_context

        return {**super().get_context(request, *args, **kwargs), **calendar_context(self, request)}


class EventTag(TaggedItemBase):
    """A tag of an event page."""

    content_object = ParentalKey(
        "events.EventPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class EventPage(BasePage):
    """The editors' face of an event.

    Words are translated; time, place and seats are the same in every language: they are edited
    on the source page and, when it is published, carried into an `Event` with the same
    `translation_key`. Readers only ever see the `Event`'s.
    """

    class Repeats(models.TextChoices):
        """How the event repeats, in plain words."""

        NEVER = "", _("Takes place once")
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every other week")
        MONTHLY = "monthly", _("Every month, on the same weekday")

    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="+", verbose_name=_("theme")
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
    )
    organiser = models.ForeignKey(
        Partner,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organiser"),
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    repeats = models.CharField(
        _("repeats"), max_length=12, choices=Repeats, blank=True, default=Repeats.NEVER
    )
    repeat_count = models.PositiveSmallIntegerField(
        _("number of times"), default=1, help_text=_("Counting the first. At most 60.")
    )
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    address = models.CharField(
        _("address"),
        max_length=200,
        blank=True,
        help_text=_("Street and number, postal code and town."),
    )
    is_online = models.BooleanField(_("takes place online"), default=False)
    online_url = models.URLField(
        _("online address"), blank=True, help_text=_("Shown only to those signed up.")
    )
    capacity = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Leave empty if there is no limit.")
    )
    is_cancelled = models.BooleanField(
        _("cancelled"),
        default=False,
        help_text=_("When published, everybody signed up gets a mail with the reason."),
    )
    cancelled_because = models.CharField(_("reason"), max_length=240, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    tags = ClusterTaggableManager(through=EventTag, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("theme"), FieldPanel("area"), FieldPanel("organiser")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("repeats"), FieldPanel("repeat_count")]),
            ],
            heading=_("Time"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("venue"),
                FieldPanel("address"),
                FieldPanel("is_online"),
                FieldPanel("online_url"),
            ],
            heading=_("Place"),
        ),
        MultiFieldPanel([FieldPanel("capacity"), SeatsPanel()], heading=_("Seats")),
        MultiFieldPanel(
            [FieldPanel("is_cancelled"), FieldPanel("cancelled_because")],
            heading=_("Cancellation"),
        ),
        FieldPanel("body"),
        FieldPanel("tags"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("venue"),
        index.FilterField("theme_id"),
    ]
    # What is not words is the source page's, in every language.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("theme", "area", "organiser", "starts_at", "ends_at", "repeats", "repeat_count"),
            *("venue", "address", "is_online", "online_url", "capacity"),
            *("is_cancelled", "tagged_items"),
        )
    ]

    parent_page_types = ["events.CalendarPage"]
    subpage_types: list[str] = []
    page_description = _("Something to come to: when, where, and how many.")
    template = "events/event_page.html"

    class Meta:
        verbose_name = _("event page")

    def clean(self) -> None:
        """Refuse an end before the start, and a series that says not how often."""
        super().clean()
        errors = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = ValidationError(_("The event must end after it starts."))
        elif self.starts_at and self.ends_at and self.ends_at - self.starts_at > LONGEST:
            errors["ends_at"] = ValidationError(_("One event lasts at most 31 days."))
        if self.repeats and not 2 <= (self.repeat_count or 0) <= 60:
            errors["repeat_count"] = ValidationError(_("Write a number from 2 to 60."))
        if self.capacity is not None and not 1 <= self.capacity <= MOST_SEATS:
            errors["capacity"] = ValidationError(
                _("Write a number from 1 to 100,000, or nothing if there is no limit.")
            )
        if self.is_cancelled and not self.cancelled_because.strip():
            errors["cancelled_because"] = ValidationError(_("Write why it is cancelled."))
        if errors:
            raise ValidationError(errors)

    @property
    def event(self) -> Event | None:
        """The event this page shows; None until its source is published."""
        return (
            Event.objects.filter(translation_key=self.translation_key)
            .select_related("area", "organiser")
            .first()
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the event, and its occurrences from now on."""
        from events.event_page import event_page_context

        return {
            **super().get_context(request, *args, **kwargs),
            **event_page_context(self, request),
        }
