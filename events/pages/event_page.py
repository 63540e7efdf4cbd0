"""The page on which editors write an event."""

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
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.models import Area, BasePage, Partner, Theme
from core.models.page_parts import CONTACT_FACTS, HasContact, HasMainPicture
from core.models.searchable import stream_texts
from core.social.cards import SharedPage
from core.tags import search_texts
from core.theme_limits import ThemedPermissionTester
from core.translatable_lines import LinesField
from events import recurrence
from events.blocks import QuestionsBlock
from events.models.details import (
    DETAIL_FIELDS,
    LARGEST_PARTY,
    MOST_SEATS,
    EventDetails,
    EventStatus,
)
from events.models.event import Event
from events.models.occurrence_queryset import LONGEST
from events.pages import edit_form
from events.pages.event_page_context import event_page_context
from events.recurrence import Repeats

# Occurrences of a series, counting the first.
MOST_TIMES = 500


class EventTag(TaggedItemBase):
    content_object = ParentalKey(
        "events.EventPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class EventPage(HasMainPicture, HasContact, SharedPage, EventDetails, BasePage):
    """The page on which editors write an event, one in each language.

    The words are translated. Times, venue and seats are the same in every language: they are
    edited on the source page, and publishing it copies them to the `Event` with the same
    `translation_key`. Readers see those of the `Event` only.
    """

    Repeats = Repeats

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
        _("ends"),
        null=True,
        blank=True,
        help_text=_("Leave empty if there is no end time, or if the event lasts all day."),
    )
    repeats = models.CharField(
        _("repeats"), max_length=12, choices=Repeats, blank=True, default=Repeats.NEVER
    )
    # Codes of `recurrence.WEEKDAYS`, with commas between; empty: that of the first date.
    weekdays = models.CharField(_("weekdays"), max_length=20, blank=True)
    repeat_count = models.PositiveSmallIntegerField(
        _("number of times"), null=True, blank=True, help_text=_("Including the first.")
    )
    repeat_until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_(
            "The last day. If you give neither a number nor a last day, the event keeps repeating."
        ),
    )
    price = models.CharField(
        _("price"),
        max_length=120,
        blank=True,
        help_text=_("In words, such as “Free” or “50 kr., children free”."),
    )
    directions = LinesField(
        _("how to get there"),
        blank=True,
        max_length=1000,
        help_text=_("Bus, parking, which door to use."),
    )
    welcome = LinesField(
        _("welcome"),
        blank=True,
        max_length=1000,
        help_text=_("Coming alone? Look for the host in the yellow vest."),
    )
    questions = StreamField(QuestionsBlock(required=False), verbose_name=_("questions"), blank=True)
    consent = LinesField(
        _("consent"),
        blank=True,
        max_length=1000,
        help_text=_(
            "If you write something here, people must agree to it before they can sign up."
        ),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=EventStatus,
        default=EventStatus.SCHEDULED,
        help_text=_("When you publish, everyone signed up gets an email with the reason."),
    )
    status_reason = models.CharField(_("reason"), max_length=240, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    tags = ClusterTaggableManager(through=EventTag, blank=True)

    edit_handler = edit_form.tabs(
        BasePage.content_panels, BasePage.promote_panels, BasePage.settings_panels
    )
    search_kind = "event"
    search_fields = [
        *BasePage.search_fields,
        index.FilterField("theme_id"),
    ]
    # Everything but the words is the same in every language, and edited on the source page.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("theme", "area", "organiser", "picture", "starts_at", "ends_at"),
            *("repeats", "weekdays", "repeat_count", "repeat_until", "status", "tagged_items"),
            *DETAIL_FIELDS,
            *CONTACT_FACTS,
        )
    ]

    parent_page_types = ["events.CalendarPage"]
    subpage_types: list[str] = []
    page_description = _("Something people can come to, with a time, a venue and sign-up.")
    template = "events/event_page.html"

    class Meta:
        verbose_name = _("event page")

    def search_event_key(self) -> str:
        return str(self.translation_key)

    def search_areas(self) -> set[int]:
        return event.search_areas() if (event := self.event) else super().search_areas()

    def subject_texts(self) -> list[str]:
        return [
            *super().subject_texts(),
            self.theme.name_in(self.search_language()),
            *(self.area.search_texts if self.area else ()),
            self.venue,
            *(event.own_venue_texts() if (event := self.event) else ()),
            *search_texts(self.tags.all(), self.search_language()),
        ]

    def partner_texts(self) -> list[str]:
        return self.organiser.all_names if self.organiser else []

    def mentioning_texts(self) -> list[str]:
        return [
            *(self.address, self.directions, self.price, self.contact_line),
            *stream_texts(self, "body"),
        ]

    def clean(self) -> None:
        super().clean()
        if self.ends_at is None and self.is_all_day:
            self.ends_at = self.starts_at
        self.has_open_end = self.ends_at is None
        errors = {
            **self._errors_of_times(),
            **self._errors_of_signup(),
            **self.errors_of_contact(),
        }
        if self.status != EventStatus.SCHEDULED and not self.status_reason.strip():
            errors["status_reason"] = ValidationError(_("Please give a reason."))
        if (self.latitude is None) != (self.longitude is None):
            errors["latitude" if self.latitude is None else "longitude"] = ValidationError(
                _("Enter both latitude and longitude, or neither.")
            )
        if errors:
            raise ValidationError(errors)

    def _errors_of_times(self) -> dict[str, ValidationError]:
        errors = {}
        if self.starts_at and self.ends_at:
            first, last = self.starts_at, self.ends_at
            if self.is_all_day:
                days = (localtime(last).date() - localtime(first).date()).days
                is_early, is_long = days < 0, days >= LONGEST.days
            else:
                is_early, is_long = last <= first, last - first > LONGEST
            if is_early:
                errors["ends_at"] = ValidationError(_("The end must be after the start."))
            elif is_long:
                errors["ends_at"] = ValidationError(_("An event can last at most 31 days."))
        return errors or self._errors_of_series()

    def _errors_of_weekdays(self) -> dict[str, ValidationError]:
        if not self.weekdays or not self.starts_at:
            return {}
        if self.repeats not in recurrence.ON_WEEKDAYS:
            only = _("Weekdays are only for events that take place every week or every other week.")
            return {"weekdays": ValidationError(only)}
        if recurrence.weekday_of(self.starts_at) not in self.weekdays.split(","):
            missing = _("The first date is a %(weekday)s. Choose that day as well.") % {
                "weekday": date_format(localtime(self.starts_at), "l")
            }
            return {"weekdays": ValidationError(missing)}
        return {}

    def _errors_of_series(self) -> dict[str, ValidationError]:
        if errors := self._errors_of_weekdays():
            return errors
        if not self.repeats or not self.starts_at:
            return {}
        if self.repeat_count is not None and self.repeat_until is not None:
            both = _("Enter the number of times or the last day, not both.")
            return {"repeat_until": ValidationError(both)}
        if self.repeat_count is not None and not 2 <= self.repeat_count <= MOST_TIMES:
            between = _("Enter a number from 2 to %(most)d.") % {"most": MOST_TIMES}
            return {"repeat_count": ValidationError(between)}
        if self.repeat_until and self.repeat_until <= localtime(self.starts_at).date():
            late = _("The last day must be after the first.")
            return {"repeat_until": ValidationError(late)}
        if self.repeats == self.Repeats.MONTHLY_LAST:
            start = localtime(self.starts_at)
            if (start + datetime.timedelta(days=7)).month == start.month:
                odd = _("The first date is not the last %(weekday)s of its month.") % {
                    "weekday": date_format(start, "l")
                }
                return {"repeats": ValidationError(odd)}
        return self._errors_of_length()

    def _errors_of_length(self) -> dict[str, ValidationError]:
        """Return the errors of a series that is too long, or has one occurrence only."""
        rule, first = self.recurrence_rule, self.first_times
        if not recurrence.ends(rule):
            return {}
        field = "repeat_count" if self.repeat_count else "repeat_until"
        limit = first[0] + recurrence.LONGEST_SERIES
        # One more than allowed is enough to know.
        times = recurrence.times(rule, first, until=first[0] + 2 * recurrence.LONGEST_SERIES)
        starts = [start for start, _end in islice(times, MOST_TIMES + 1)]
        if starts[-1] > limit or (self.repeat_count or 0) > len(starts):
            return {field: ValidationError(_("A series can last at most ten years."))}
        if len(starts) > MOST_TIMES:
            many = _("A series can have at most %(most)d dates.") % {"most": MOST_TIMES}
            return {field: ValidationError(many)}
        if len(starts) == 1:
            once = _("That leaves only one date. Choose a later last day.")
            return {field: ValidationError(once)}
        return {}

    def _errors_of_signup(self) -> dict[str, ValidationError]:
        errors = {}
        if self.capacity is not None and not 1 <= self.capacity <= MOST_SEATS:
            errors["capacity"] = ValidationError(
                _(
                    "Enter a number from 1 to 100,000, or leave the field empty if there is no "
                    "limit."
                )
            )
        if not 1 <= (self.max_party_size or 0) <= LARGEST_PARTY:
            errors["max_party_size"] = ValidationError(
                _("Enter a number from 1 to %(most)d.") % {"most": LARGEST_PARTY}
            )
        if self.newcomer_seats and (self.capacity is None or self.newcomer_seats > self.capacity):
            errors["newcomer_seats"] = ValidationError(
                _("You cannot keep more places than there are.")
            )
        return errors

    def is_shared(self) -> bool:
        event = self.event
        return event is not None and event.is_published

    @property
    def event(self) -> Event | None:
        """The event this page is about; None until its source is published. One query."""
        return (
            Event.objects.filter(translation_key=self.translation_key)
            .select_related("area", "organiser")
            .first()
        )

    @property
    def first_times(self) -> recurrence.Times:
        """Start and end, in UTC, of the first time as the form has it."""
        return recurrence.first_times(
            self.starts_at,
            self.ends_at,
            is_all_day=self.is_all_day,
            has_open_end=self.has_open_end,
        )

    @property
    def recurrence_rule(self) -> str:
        """RFC 5545 RRULE; empty if it takes place once."""
        return recurrence.rule_for(
            self.repeats,
            self.starts_at,
            weekdays=self.weekdays.split(","),
            count=self.repeat_count,
            until=self.repeat_until,
        )

    @property
    def recurrence_in_words(self) -> str:
        """How it repeats, in the active language; empty if it does not."""
        return recurrence.describe(
            self.recurrence_rule, self.first_times, is_all_day=self.is_all_day
        )

    def permissions_for_user(self, user: Any) -> ThemedPermissionTester:
        return ThemedPermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            **event_page_context(self, request),
        }
