"""The lists of dates and of drafts in the admin."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets import HeaderButton

from core.themes import LocalizedThemes, localized_themes
from desk.dashboard import audience
from desk.dashboard.waiting_pages import editable_pages
from desk.event_rows import EventRow, event_rows
from desk.events.filters import DateFilterSet
from events.models import Event, EventText, Occurrence
from events.organisers.permissions import events_of
from events.pages.calendar_page import CalendarPage
from events.pages.event_page import EventPage
from residents.models import User


def may_view(user: Any) -> bool:
    """Return whether `user` may see the lists: editors, and members of a partner."""
    return isinstance(user, User) and (audience.edits_pages(user) or bool(user.partner_ids))


class SeatsColumn(Column):
    """The seats of a date and its waiting list, with a link to the sign-ups."""

    cell_template_name = "desk/admin/seats_cell.html"


class ListView(BaseListingView):
    """What the three lists share: who may see them, and the links from one to the other."""

    template_name = "desk/admin/event_list.html"
    header_icon = "date"
    page_title = gettext_lazy("Events")
    paginate_by = 30
    is_searchable = True
    # The URL names of the three lists.
    names = ("desk_events", "desk_past_events", "desk_event_drafts")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_view(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Return the button for a new event, for those who may add one to a calendar."""
        calendars = CalendarPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        for calendar in calendars.order_by("path"):
            if calendar.permissions_for_user(self.request.user).can_add_subpage():
                url = reverse("wagtailadmin_pages:add", args=["events", "eventpage", calendar.pk])
                return [HeaderButton(_("New event"), url=url, icon_name="plus")]
        return []

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        labels = (_("Upcoming"), _("Past"), _("Drafts"))
        context["lists"] = [
            (reverse(name), label, name == self.index_url_name)
            for name, label in zip(self.names, labels, strict=True)
        ]
        return context


class DateListView(ListView):
    """The upcoming dates of the events that the user organises, soonest first."""

    model = Occurrence
    index_url_name = "desk_events"
    index_results_url_name = "desk_events_results"
    filterset_class = DateFilterSet
    verbose_name_plural = gettext_lazy("dates")

    @property
    def columns(self) -> list[Column]:
        return [
            Column("when", label=_("Date"), accessor="entry.when.in_words"),
            TitleColumn(
                "title", label=_("Event"), accessor="entry.title", get_url=lambda row: row.edit_url
            ),
            Column("theme", label=_("Theme"), accessor=_theme_name),
            SeatsColumn("seats", label=_("Places")),
            Column("status", label=_("Status"), accessor=_status),
        ]

    def get_base_queryset(self) -> "QuerySet[Occurrence]":
        dates = Occurrence.objects.filter(
            event__in=events_of(self.request.user), event__is_published=True
        ).for_listing()
        return self.in_order(dates)

    def in_order(self, dates: "QuerySet[Occurrence]") -> "QuerySet[Occurrence]":
        return dates.to_be_held()  # type: ignore[attr-defined]

    def search_queryset(self, queryset: "QuerySet[Occurrence]") -> "QuerySet[Occurrence]":
        for word in self.search_query.split():
            titled = EventText.objects.filter(event=OuterRef("event"), title__icontains=word)
            queryset = queryset.filter(
                Q(event__title__icontains=word) | Q(event__venue__icontains=word) | Exists(titled)
            )
        return queryset

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(event_rows(object_list, self.request.user))


class PastDateListView(DateListView):
    """The dates that are over, latest first."""

    index_url_name = "desk_past_events"
    index_results_url_name = "desk_past_events_results"

    def in_order(self, dates: "QuerySet[Occurrence]") -> "QuerySet[Occurrence]":
        return dates.past()  # type: ignore[attr-defined]


class DraftListView(ListView):
    """The event pages that the user may edit and that are not published, latest first."""

    model = EventPage
    index_url_name = "desk_event_drafts"
    index_results_url_name = "desk_event_drafts_results"
    verbose_name_plural = gettext_lazy("drafts")

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label=_("Event"),
                accessor="get_admin_display_title",
                url_name="wagtailadmin_pages:edit",
            ),
            Column("theme", label=_("Theme"), accessor=self._theme_name),
            DateColumn("starts_at", label=_("Starts")),
            Column("by", label=_("Last changed by"), accessor=_changed_by),
            DateColumn("latest_revision_created_at", label=_("Last changed")),
        ]

    @cached_property
    def _themes(self) -> LocalizedThemes:
        return localized_themes()

    def _theme_name(self, page: EventPage) -> str:
        theme = self._themes.get(page.theme_id)
        return theme.name if theme else ""

    def get_base_queryset(self) -> "QuerySet[EventPage]":
        editable = editable_pages(self.request.user)
        published = Event.objects.filter(
            translation_key=OuterRef("translation_key"), is_published=True
        )
        in_source = EventPage.objects.filter(
            translation_key=OuterRef("translation_key"),
            locale__language_code=settings.LANGUAGE_CODE,
        )
        # One row for each event: its page in the source language, if there is one.
        drafts = EventPage.objects.filter(
            Q(locale__language_code=settings.LANGUAGE_CODE) | ~Exists(in_source),
            ~Exists(published),
            pk__in=editable.values("pk"),
            live=False,
        )
        return (
            drafts.defer_streamfields()
            .select_related("latest_revision__user")
            .order_by("-latest_revision_created_at", "-pk")
        )

    def search_queryset(self, queryset: "QuerySet[EventPage]") -> "QuerySet[EventPage]":
        for word in self.search_query.split():
            queryset = queryset.filter(Q(draft_title__icontains=word) | Q(venue__icontains=word))
        return queryset


def _theme_name(row: EventRow) -> str:
    return row.entry.theme.name if row.entry.theme else ""


def _changed_by(page: EventPage) -> str:
    by = page.latest_revision.user if page.latest_revision else None
    return by.public_name if by else ""


def _status(row: EventRow) -> str:
    parts: Mapping[str, bool] = {
        row.occurrence.get_status_display(): True,
        _("full"): bool(row.occurrence.event.has_signup and row.occurrence.is_full),
        _("changes not published"): row.has_changes,
    }
    return ", ".join(words for words, is_so in parts.items() if is_so)
