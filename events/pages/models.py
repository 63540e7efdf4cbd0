"""The calendar, and the editors' face of an event."""

import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.models import Area, BasePage, Partner, Theme
from events.blocks import QuestionsBlock
from events.models.details import (
    DETAIL_FIELDS,
    LARGEST_PARTY,
    MOST_SEATS,
    EventDetails,
    EventStatus,
)
from events.models.occurrence import Event
from events.models.occurrence_queryset import LONGEST
from events.pages import edit_form

# Counting the first.
MOST_TIMES = 500


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

        return {**super().get_context(request, *args, **kwargs), **calendar_context(request)}


class EventTag(TaggedItemBase):
    """A tag of an event page."""

    content_object = ParentalKey(
        "events.EventPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class EventPage(EventDetails, BasePage):
    """The editors' face of an event.

    Words are translated; time, place and seats are the same in every language: they are edited
    on the source page and, when it is published, carried into an `Event` with the same
    `translation_key`. Readers only ever see the `Event`'s.
    """

    class Repeats(models.TextChoices):
        """How the event repeats, in plain words."""

        NEVER = "", _("Takes place once")
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week, on the same weekday")
        FORTNIGHTLY = "fortnightly", _("Every other week, on the same weekday")
        MONTHLY = "monthly", _("Every month, on the same weekday (such as the first Thursday)")
        MONTHLY_LAST = "monthly_last", _("Every month, on the last such weekday")
        MONTHLY_DATE = "monthly_date", _("Every month, on the same date")

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
    ends_at = models.DateTimeField(
        _("ends"), null=True, blank=True, help_text=_("Leave empty if the end is open.")
    )
    repeats = models.CharField(
        _("repeats"), max_length=12, choices=Repeats, blank=True, default=Repeats.NEVER
    )
    repeat_count = models.PositiveSmallIntegerField(
        _("number of times"), null=True, blank=True, help_text=_("Counting the first.")
    )
    repeat_until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The last day. If you give neither a number nor a day, it goes on."),
    )
    directions = models.TextField(
        _("how to get there"), blank=True, max_length=1000, help_text=_("Bus, parking, which door.")
    )
    welcome = models.TextField(
        _("welcome"),
        blank=True,
        max_length=1000,
        help_text=_("Coming alone? Look for the host in the yellow vest."),
    )
    questions = StreamField(QuestionsBlock(required=False), verbose_name=_("questions"), blank=True)
    consent = models.TextField(
        _("consent"),
        blank=True,
        max_length=1000,
        help_text=_("If there is a text here, nobody can sign up without agreeing to it."),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=EventStatus,
        default=EventStatus.SCHEDULED,
        help_text=_("When published, everybody signed up gets a mail with the reason."),
    )
    status_reason = models.CharField(_("reason"), max_length=240, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    tags = ClusterTaggableManager(through=EventTag, blank=True)

    edit_handler = edit_form.tabs(
        BasePage.content_panels, BasePage.promote_panels, BasePage.settings_panels
    )
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
            *("theme", "area", "organiser", "starts_at", "ends_at"),
            *("repeats", "repeat_count", "repeat_until", "status", "tagged_items"),
            *DETAIL_FIELDS,
        )
    ]

    parent_page_types = ["events.CalendarPage"]
    subpage_types: list[str] = []
    page_description = _("Something to come to: when, where, and how many.")
    template = "events/event_page.html"

    class Meta:
        verbose_name = _("event page")

    def clean(self) -> None:
        """Refuse an end before the start, a series that ends twice, and what no event can be."""
        super().clean()
        errors = {**self._errors_of_times(), **self._errors_of_signup()}
        if self.status != EventStatus.SCHEDULED and not self.status_reason.strip():
            errors["status_reason"] = ValidationError(_("Write why."))
        if (self.latitude is None) != (self.longitude is None):
            errors["latitude" if self.latitude is None else "longitude"] = ValidationError(
                _("Give both the latitude and the longitude, or neither.")
            )
        if errors:
            raise ValidationError(errors)

    def _errors_of_times(self) -> dict[str, ValidationError]:
        errors = {}
        if self.has_open_end:
            if self.ends_at is not None:
                either = _("Leave the end empty, or remove the tick at “open end”.")
                errors["ends_at"] = ValidationError(either)
        elif self.ends_at is None:
            errors["ends_at"] = ValidationError(_("Write when it ends, or tick “open end”."))
        elif self.starts_at:
            first, last = self.starts_at, self.ends_at
            if self.is_all_day:
                days = (localtime(last).date() - localtime(first).date()).days
                is_early, is_long = days < 0, days >= LONGEST.days
            else:
                is_early, is_long = last <= first, last - first > LONGEST
            if is_early:
                errors["ends_at"] = ValidationError(_("The event must end after it starts."))
            elif is_long:
                errors["ends_at"] = ValidationError(_("One event lasts at most 31 days."))
        return errors or self._errors_of_series()

    def _errors_of_series(self) -> dict[str, ValidationError]:
        if not self.repeats or not self.starts_at:
            return {}
        if self.repeat_count is not None and self.repeat_until is not None:
            both = _("Give the number of times or the last day, not both.")
            return {"repeat_until": ValidationError(both)}
        if self.repeat_count is not None and not 2 <= self.repeat_count <= MOST_TIMES:
            between = _("Write a number from 2 to %(most)d.") % {"most": MOST_TIMES}
            return {"repeat_count": ValidationError(between)}
        if self.repeat_until and self.repeat_until <= localtime(self.starts_at).date():
            late = _("The last day must be after the first.")
            return {"repeat_until": ValidationError(late)}
        if self.repeats == self.Repeats.MONTHLY_LAST:
            start = localtime(self.starts_at)
            if (start + datetime.timedelta(days=7)).month == start.month:
                odd = _("The first time is not on the last %(weekday)s of its month.") % {
                    "weekday": date_format(start, "l")
                }
                return {"repeats": ValidationError(odd)}
        return self._errors_of_length()

    def _errors_of_length(self) -> dict[str, ValidationError]:
        """Refuse a series that is too long, and one that is none."""
        from events import recurrence

        rule, first = recurrence.rule_of(self), recurrence.first_times(self)
        if not recurrence.ends(rule):
            return {}
        field = "repeat_count" if self.repeat_count else "repeat_until"
        limit = first[0] + recurrence.LONGEST_SERIES
        # One more than there may be is enough to know.
        found = recurrence.times(rule, first, until=first[0] + 2 * recurrence.LONGEST_SERIES)
        starts = [start for start, _end in islice(found, MOST_TIMES + 1)]
        if starts[-1] > limit or (self.repeat_count or 0) > len(starts):
            return {field: ValidationError(_("A series lasts at most ten years."))}
        if len(starts) > MOST_TIMES:
            many = _("A series has at most %(most)d times.") % {"most": MOST_TIMES}
            return {field: ValidationError(many)}
        if len(starts) == 1:
            once = _("Until then it takes place only once. Choose a later day.")
            return {field: ValidationError(once)}
        return {}

    def _errors_of_signup(self) -> dict[str, ValidationError]:
        errors = {}
        if self.capacity is not None and not 1 <= self.capacity <= MOST_SEATS:
            errors["capacity"] = ValidationError(
                _("Write a number from 1 to 100,000, or nothing if there is no limit.")
            )
        if not 1 <= (self.max_party_size or 0) <= LARGEST_PARTY:
            errors["max_party_size"] = ValidationError(
                _("Write a number from 1 to %(most)d.") % {"most": LARGEST_PARTY}
            )
        if self.newcomer_seats and (self.capacity is None or self.newcomer_seats > self.capacity):
            errors["newcomer_seats"] = ValidationError(
                _("No more seats can be kept than there are.")
            )
        return errors

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
        from events.pages.context import event_page_context

        return {
            **super().get_context(request, *args, **kwargs),
            **event_page_context(self, request),
        }
