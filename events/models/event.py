"""An event: the facts that are the same in every language."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Area, Partner, Theme
from events.models.details import EventDetails, EventStatus, detail_constraints
from events.models.venue import Venue


class Event(EventDetails):
    """The facts of an event, independent of language.

    Publishing an event page creates or updates one; a neighbours' meetup has one without a page.
    The texts and the URL are in `EventText`.
    """

    # Shared with the event page and its translations.
    translation_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(
        _("title"), max_length=255, help_text=_("In the language the event was first written in.")
    )
    # Only meetups that come from a thread without a theme have none.
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, related_name="events")
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    organiser = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Start and end of the first occurrence: DTSTART and DTEND of `recurrence`.
    # None if the times are listed one by one.
    first_starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    first_ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    recurrence = models.CharField(
        _("recurrence"), max_length=255, blank=True, help_text="RFC 5545, § 3.3.10 (RRULE)"
    )
    # Status of the event as a whole, and why, in the language of `title`.
    status = models.CharField(
        _("status"), max_length=12, choices=EventStatus, default=EventStatus.SCHEDULED
    )
    status_reason = models.CharField(_("reason"), max_length=240, blank=True)
    # `tick` has made the occurrences of the series up to here.
    made_until = models.DateTimeField(null=True, blank=True, editable=False)
    is_published = models.BooleanField(_("published"), default=False)
    is_example = models.BooleanField(_("example"), default=False)
    # Residents arrange it, without a page and without a partner.
    by_neighbours = models.BooleanField(_("arranged by neighbours"), default=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *detail_constraints("event"),
            models.CheckConstraint(
                condition=Q(recurrence="")
                | Q(first_starts_at__isnull=False, first_ends_at__isnull=False),
                name="event_series_has_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def regular_venue(self) -> Venue:
        """The venue of every occurrence that has none of its own."""
        return Venue(self.venue, self.address, self.latitude, self.longitude, self.area_id)

    def own_venue_texts(self) -> list[str]:
        """Return the words by which the search finds the venues of single dates to come."""
        texts: dict[str, None] = {}
        for occurrence in self.occurrences.with_own_venue():
            area = occurrence.area
            parts = [occurrence.own_name, occurrence.own_address]
            texts |= dict.fromkeys([*parts, *(area.search_texts if area else ())])
        return [text for text in texts if text]

    def search_areas(self) -> set[int]:
        """Return the keys of the areas that it is found in: its own, and those of single dates."""
        areas = self.occurrences.with_own_venue().values_list("own_area_id", flat=True)
        return {area for area in (self.area_id, *areas) if area is not None}

    @property
    def first_times(self) -> tuple[datetime.datetime, datetime.datetime] | None:
        """Start and end of the first time; None if its times are given one by one."""
        if self.first_starts_at is None or self.first_ends_at is None:
            return None
        return self.first_starts_at, self.first_ends_at
