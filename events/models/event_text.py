"""The texts and the URL of an event in one language."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.search import index

from core.models.searchable import Searchable
from core.tags import search_texts
from events.models.details import EventStatus
from events.models.event import Event


class EventTextQuerySet(models.QuerySet["EventText"]):
    """Texts by where they are found."""

    def searchable(self) -> "EventTextQuerySet":
        """Texts that are search results of their own: those of public events without a page."""
        return self.filter(has_page=False, event__is_published=True).exclude(url="")


class EventText(Searchable, index.Indexed, models.Model):
    """What lists, feeds, mails, notices and forms show of an event in one language.

    Written when an event page in that language is published, and removed when it is unpublished.
    An event without a page, such as a meetup, writes its own.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=16)
    # The language the event was first written in: the fallback for missing languages.
    is_original = models.BooleanField(default=False)
    # Whether an event page has this text; the search then finds that page.
    has_page = models.BooleanField(default=False)
    title = models.CharField(_("title"), max_length=255)
    summary = models.CharField(_("summary"), max_length=240, blank=True)
    # The path of its page; with scheme and host where there are several sites.
    url = models.CharField(max_length=2000, blank=True)
    # The status that `status_reason` explains. A translation may lag behind the event's own.
    status = models.CharField(
        _("status"), max_length=12, choices=EventStatus, default=EventStatus.SCHEDULED
    )
    status_reason = models.CharField(_("reason"), max_length=240, blank=True)
    price = models.CharField(_("price"), max_length=120, blank=True)
    # In one line.
    contact = models.TextField(_("contact"), blank=True)
    directions = models.TextField(_("how to get there"), blank=True)
    welcome = models.TextField(_("welcome"), blank=True)
    consent = models.TextField(_("consent"), blank=True)
    # {<Question.key>: {"label": …, "help_text": …, "choices": {<id>: <label>, …}}, …}
    questions = models.JSONField(_("questions"), default=dict, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="event_texts")
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    objects = EventTextQuerySet.as_manager()

    search_fields = [index.SearchField("title")]
    is_searched_in_admin = False
    search_kind = "event"

    class Meta:
        ordering = ["-is_original", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["event", "language"], name="event_text_once"),
            models.UniqueConstraint(
                fields=["event"],
                condition=models.Q(is_original=True),
                name="event_text_one_original",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    def subject_texts(self) -> list[str]:
        event = self.event
        return [
            *(self.title, self.summary, event.venue),
            *([event.theme.name_in(self.language)] if event.theme else []),
            *(event.area.search_texts if event.area else ()),
            *event.own_venue_texts(),
            *search_texts(self.tags.all(), self.language),
        ]

    def partner_texts(self) -> list[str]:
        organiser = self.event.organiser
        return organiser.all_names if organiser else []

    def mentioning_texts(self) -> list[str]:
        return [self.event.address, self.directions, self.price, self.contact]

    def search_language(self) -> str:
        return self.language

    def is_found_in_every_language(self) -> bool:
        return True

    def search_theme(self) -> int | None:
        return self.event.theme_id

    def search_area(self) -> int | None:
        return self.event.area_id

    def search_areas(self) -> set[int]:
        return self.event.search_areas()

    def search_event_key(self) -> str:
        return str(self.event.translation_key)

    def is_searchable(self) -> bool:
        """Return False if an event page has this text, because that page is found instead."""
        return bool(self.url) and not self.has_page and self.event.is_published
