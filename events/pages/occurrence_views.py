"""Admin views that change one occurrence of an event, for editors of the event's page.

They show how many people a change affects, and who gets a mail, before it is made.
"""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from core.dates import require_time
from core.languages import site_languages
from core.models import Area
from core.positions.admin import allow_tiles
from core.text.cpr_guard import refuse_cpr_numbers
from events import recurrence
from events.display.formatting import format_dates
from events.display.waiting_counts import waiting_counts
from events.models import Event, Occurrence
from events.models.details import MOST_SEATS, TAKES_PLACE, EventDetails, EventStatus
from events.models.occurrence_queryset import LONGEST
from events.models.venue import Venue
from events.pages.event_page import EventPage
from events.pages.publishing import source_page_of
from events.pages.search_index import index_after_commit
from events.scheduling import impact, occurrence_changes, occurrence_overrides
from events.scheduling.occurrence_changes import OccurrenceState

LISTED = 50


def position_field(name: str, **options: Any) -> forms.DecimalField:
    """Return the form field of a latitude or longitude, with the limits of the model's."""
    field: Any = EventDetails._meta.get_field(name)
    return forms.DecimalField(
        required=False,
        max_digits=field.max_digits,
        decimal_places=field.decimal_places,
        validators=field.validators,
        localize=True,
        **options,
    )


class OccurrenceForm(forms.Form):
    """Times, seats and status of one occurrence."""

    starts_at = forms.DateTimeField(label=gettext_lazy("Starts"), widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(label=gettext_lazy("Ends"), widget=AdminDateTimeInput)
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy(
            "Leave empty if there is no limit. If you enter fewer than are taken, people "
            "who are signed up keep their places."
        ),
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=EventStatus.choices)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=240,
        validators=[refuse_cpr_numbers],
        help_text=gettext_lazy("Shown in emails and in the calendar exactly as you write it here."),
    )

    venue = forms.CharField(
        label=gettext_lazy("Venue"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Change it if this date alone takes place somewhere else."),
    )
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=200)
    latitude = position_field("latitude", label=gettext_lazy("Latitude"))
    longitude = position_field(
        "longitude",
        label=gettext_lazy("Longitude"),
        help_text=gettext_lazy("Of this date’s own venue, for the map."),
    )
    area = forms.ModelChoiceField(
        Area.objects.all(),
        label=gettext_lazy("Area"),
        required=False,
        help_text=gettext_lazy("Where the venue of this date lies. Readers filter by it."),
    )

    def __init__(
        self, *args: Any, occurrence: Occurrence, own_language: str, **kwargs: Any
    ) -> None:
        """`own_language` is the event's; the reason can be translated into the others."""
        self.occurrence = occurrence
        super().__init__(*args, **kwargs)
        event = occurrence.event
        self.others = [code for code, _name in settings.LANGUAGES if code != own_language]
        for code, name in site_languages():
            if code in self.others:
                self.fields[_reason_in(code)] = self._other_reason(name)
        if event.is_all_day:
            for name, label in (("starts_at", _("First day")), ("ends_at", _("Last day"))):
                self.fields[name] = forms.DateField(label=label, widget=AdminDateInput)
        elif event.has_open_end:
            del self.fields["ends_at"]
        self.initial = {
            **self.initial,
            "starts_at": self._form_value(occurrence.starts_at),
            "ends_at": self._form_value(occurrence.ends_at, is_end=True),
            "capacity": occurrence.capacity,
            "status": occurrence.status,
            "reason": occurrence.status_reason,
            "venue": occurrence.venue.name,
            "address": occurrence.venue.address,
            "latitude": occurrence.own_latitude,
            "longitude": occurrence.own_longitude,
            "area": occurrence.venue.area_id,
            **{_reason_in(code): reason for code, reason in occurrence.other_reasons.items()},
        }

    def _other_reason(self, language: str) -> forms.CharField:
        return forms.CharField(
            label=_("Reason in %(language)s") % {"language": language},
            required=False,
            max_length=240,
            validators=[refuse_cpr_numbers],
            help_text=_("If you leave this empty, readers in that language see the reason above."),
        )

    def _form_value(self, moment: datetime.datetime, *, is_end: bool = False) -> Any:
        if not self.occurrence.event.is_all_day:
            return moment
        # An all-day event ends at the midnight after its last day.
        return timezone.localdate(moment - datetime.timedelta(minutes=1) if is_end else moment)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.occurrence.event.is_all_day:
            require_time(self, ("starts_at", "ends_at"), _("Add the time, such as 19:00."))
        is_scheduled = cleaned.get("status") == EventStatus.SCHEDULED
        if not is_scheduled and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please give a reason."))
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            # Not beside a number that could not be read.
            name = "latitude" if cleaned.get("latitude") is None else "longitude"
            if name not in self.errors:
                self.add_error(name, _("Enter both latitude and longitude, or neither."))
        if not self.errors:
            starts_at, ends_at = self.times
            if ends_at <= starts_at:
                self.add_error("ends_at", _("The end must be after the start."))
            elif ends_at - starts_at > LONGEST + datetime.timedelta(hours=1):
                self.add_error("ends_at", _("An event can last at most 31 days."))
            elif ends_at <= timezone.now() and cleaned["status"] in TAKES_PLACE:
                self.add_error("starts_at", _("Choose a time in the future."))
        return cleaned

    @property
    def times(self) -> recurrence.Times:
        """Start and end as entered, in UTC."""
        starts_at, event = self.cleaned_data["starts_at"], self.occurrence.event
        if event.is_all_day:
            return recurrence.all_day(starts_at, self.cleaned_data["ends_at"])
        if event.has_open_end:
            ends_at = starts_at + recurrence.OPEN_END_LASTS
        else:
            ends_at = self.cleaned_data["ends_at"]
        return starts_at.astimezone(datetime.UTC), ends_at.astimezone(datetime.UTC)

    @cached_property
    def state(self) -> OccurrenceState:
        """The entered state."""
        cleaned = self.cleaned_data
        starts_at, ends_at = self.times
        # The widget has no seconds: keep them if nobody touched it.
        if not {"starts_at", "ends_at"} & set(self.changed_data):
            starts_at, ends_at = self.occurrence.starts_at, self.occurrence.ends_at
        status = EventStatus(cleaned["status"])
        return OccurrenceState(
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=cleaned["capacity"],
            status=status,
            reason="" if status == EventStatus.SCHEDULED else cleaned["reason"].strip(),
            other_reasons={} if status == EventStatus.SCHEDULED else self._other_reasons(),
            venue=self._own_venue(),
        )

    def _own_venue(self) -> Venue | None:
        """Return the entered venue; None if it is that of the event."""
        cleaned, regular = self.cleaned_data, self.occurrence.event.regular_venue
        area = cleaned["area"]
        entered = Venue(
            *(cleaned["venue"], cleaned["address"], cleaned["latitude"], cleaned["longitude"]),
            area.pk if area else None,
        )
        is_regular = (
            entered.area_id == regular.area_id
            and not entered.is_elsewhere(regular)
            and not entered.has_position
        )
        return None if is_regular else entered

    def _other_reasons(self) -> dict[str, str]:
        reasons = {code: self.cleaned_data[_reason_in(code)].strip() for code in self.others}
        return {code: reason for code, reason in reasons.items() if reason}


def _reason_in(code: str) -> str:
    return f"reason_{code}"


@never_cache
@require_safe
def occurrence_list(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the upcoming occurrences of an event, with the number of people signed up."""
    page = _get_editable_page(request, page_id)
    event = page.event
    upcoming = event.occurrences.to_be_held() if event else Occurrence.objects.none()
    items = Paginator(upcoming, LISTED).get_page(request.GET.get("p"))
    occurrences = list(items)
    waiting = waiting_counts(occurrences)
    rows = []
    for occurrence in occurrences:
        if event:
            occurrence.event = event
        rows.append(
            {
                "occurrence": occurrence,
                "when": format_dates(occurrence),
                "waiting": waiting.get(occurrence.pk),
                "own": ", ".join(_own_settings(occurrence)),
            }
        )
    context = {
        "page": page,
        "event": event,
        "in_words": _describe_recurrence(event),
        "rows": rows,
        "items": items,
    }
    return render(request, "events/admin/times.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_occurrence(request: HttpRequest, page_id: int, occurrence_id: int) -> HttpResponse:
    """Change one occurrence, once the editor has seen what that does to the people signed up."""
    page = _get_editable_page(request, page_id)
    occurrence = get_object_or_404(
        Occurrence.objects.select_related("event__area"),
        pk=occurrence_id,
        event__translation_key=page.translation_key,
    )
    allow_tiles(request)
    regular_state = occurrence_overrides.regular_state(occurrence)
    form_args: dict[str, Any] = {
        "occurrence": occurrence,
        "own_language": _own_language(occurrence.event),
    }
    form = OccurrenceForm(request.POST or None, **form_args)
    unseen = None
    if request.method == "POST" and not occurrence.is_over:
        is_return = request.POST.get("do") == "series" and regular_state is not None
        if is_return or form.is_valid():
            state = regular_state if is_return and regular_state else form.state
            unseen = _unseen_impact(request, occurrence, state)
            if unseen is None:
                return _change(request, page, occurrence, None if is_return else state)
            if is_return:
                form = OccurrenceForm(**form_args)
    context = {
        "page": page,
        "occurrence": occurrence,
        "when": format_dates(occurrence),
        "people": impact.people_affected([occurrence]).get(occurrence.pk),
        "form": form,
        "impact": unseen,
        "plan": impact.digest([unseen]) if unseen else "",
        "in_series": _format_regular_dates(occurrence, regular_state),
    }
    return render(request, "events/admin/time.html", context)


def _get_editable_page(request: HttpRequest, page_id: int) -> EventPage:
    """Return the page if the user may edit it; raise `Http404` or `PermissionDenied` if not."""
    page = get_object_or_404(EventPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _own_language(event: Event) -> str:
    source = source_page_of(event)
    return source.locale.language_code if source else settings.LANGUAGE_CODE


def _describe_recurrence(event: Event | None) -> str:
    if event is None:
        return ""
    return recurrence.describe(event.recurrence, event.first_times, is_all_day=event.is_all_day)


def _unseen_impact(
    request: HttpRequest, occurrence: Occurrence, state: OccurrenceState
) -> impact.Impact | None:
    """Return the impact on the people signed up; None if there is none or the editor saw it."""
    people = impact.people_affected([occurrence]).get(occurrence.pk)
    if people is None:
        return None
    expected = impact.of_change(occurrence, state, people)
    if expected and request.POST.get("seen_impact") == impact.digest([expected]):
        return None
    return expected


def _change(
    request: HttpRequest,
    page: EventPage,
    occurrence: Occurrence,
    state: OccurrenceState | None,
) -> HttpResponse:
    """Bring `occurrence` to `state`; None returns it to its series."""
    if state is None:
        changed = occurrence_overrides.return_to_series(occurrence=occurrence)
    else:
        changed = occurrence_changes.change_one(occurrence=occurrence, state=state)
    if changed:
        # The search finds the event by the venues of its dates.
        index_after_commit(page)
        messages.success(request, _("Changed. The other dates are as they were."))
    else:
        messages.info(request, _("There was nothing to change."))
    return redirect(reverse("event_times", args=[page.pk]))


def _own_settings(occurrence: Occurrence) -> list[str]:
    """Return the names of the settings that `occurrence` has of its own."""
    settings_by_name = (
        (occurrence.has_own_time, _("time")),
        (occurrence.has_own_seats, _("places")),
        (occurrence.has_own_status, _("status")),
        (occurrence.has_own_venue, _("venue")),
    )
    return [str(name) for is_own, name in settings_by_name if is_own]


def _format_regular_dates(occurrence: Occurrence, regular_state: OccurrenceState | None) -> str:
    """Return the dates that the series has for `occurrence`; "" if nothing was set for it alone."""
    if regular_state is None or not _own_settings(occurrence):
        return ""
    regular = Occurrence(
        event=occurrence.event,
        starts_at=regular_state.starts_at,
        ends_at=regular_state.ends_at,
    )
    return format_dates(regular)
