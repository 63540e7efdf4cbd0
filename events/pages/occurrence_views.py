"""The times of one event, in the admin: each can be changed by itself.

For whoever may edit the event's page. Who is told, and how many they are, is said before.
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

from core.languages import site_languages
from core.text.cpr_guard import refuse_personal_data
from events import recurrence
from events.display.list_items import when_in_words
from events.models import Occurrence
from events.models.details import MOST_SEATS, TAKES_PLACE, EventStatus
from events.models.occurrence_queryset import LONGEST
from events.pages.models import EventPage
from events.scheduling import (
    impact,
    occurrence_changes,
    occurrence_overrides,
    publishing,
)

LISTED = 50


class OneTimeForm(forms.Form):
    """When one time is, how many seats it has, and whether it takes place."""

    starts_at = forms.DateTimeField(label=gettext_lazy("Starts"), widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(label=gettext_lazy("Ends"), widget=AdminDateTimeInput)
    capacity = forms.IntegerField(
        label=gettext_lazy("Seats"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy(
            "Leave empty if there is no limit. Fewer than are taken keeps those who are signed up."
        ),
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=EventStatus.choices)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=240,
        validators=[refuse_personal_data],
        help_text=gettext_lazy("Stands in the mails and in the calendar as you write it here."),
    )

    def __init__(
        self, *args: Any, occurrence: Occurrence, own_language: str, **kwargs: Any
    ) -> None:
        """`own_language` is that of the event; a reason may be given in the others, too."""
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
            "starts_at": self._shown(occurrence.starts_at),
            "ends_at": self._shown(occurrence.ends_at, is_end=True),
            "capacity": occurrence.capacity,
            "status": occurrence.status,
            "reason": occurrence.status_reason,
            **{_reason_in(code): words for code, words in occurrence.other_reasons.items()},
        }

    def _other_reason(self, language: str) -> forms.CharField:
        return forms.CharField(
            label=_("Reason in %(language)s") % {"language": language},
            required=False,
            max_length=240,
            validators=[refuse_personal_data],
            help_text=_("Left empty, readers of that language get the reason above."),
        )

    def _shown(self, moment: datetime.datetime, *, is_end: bool = False) -> Any:
        if not self.occurrence.event.is_all_day:
            return moment
        # Of an event that lasts all day, the end is the midnight after it.
        return timezone.localdate(moment - datetime.timedelta(minutes=1) if is_end else moment)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, and a status without a reason."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("status") != EventStatus.SCHEDULED and not said.get("reason", "").strip():
            self.add_error("reason", _("Write why."))
        if not self.errors:
            starts_at, ends_at = self.times
            if ends_at <= starts_at:
                self.add_error("ends_at", _("The event must end after it starts."))
            elif ends_at - starts_at > LONGEST + datetime.timedelta(hours=1):
                self.add_error("ends_at", _("One event lasts at most 31 days."))
            elif ends_at <= timezone.now() and said["status"] in TAKES_PLACE:
                self.add_error("starts_at", _("Choose a time to come."))
        return said

    @property
    def times(self) -> recurrence.Times:
        """Start and end as written, in UTC."""
        starts_at, event = self.cleaned_data["starts_at"], self.occurrence.event
        if event.is_all_day:
            return recurrence.all_day(starts_at, self.cleaned_data["ends_at"])
        if event.has_open_end:
            ends_at = starts_at + recurrence.OPEN_END_LASTS
        else:
            ends_at = self.cleaned_data["ends_at"]
        return starts_at.astimezone(datetime.UTC), ends_at.astimezone(datetime.UTC)

    @cached_property
    def wanted(self) -> occurrence_changes.OccurrenceState:
        """What the editor wants it to be."""
        said = self.cleaned_data
        starts_at, ends_at = self.times
        # What was left as it stood is as it was, to the second.
        if not {"starts_at", "ends_at"} & set(self.changed_data):
            starts_at, ends_at = self.occurrence.starts_at, self.occurrence.ends_at
        status = EventStatus(said["status"])
        return occurrence_changes.OccurrenceState(
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=said["capacity"],
            status=status,
            reason="" if status == EventStatus.SCHEDULED else said["reason"].strip(),
            other_reasons={} if status == EventStatus.SCHEDULED else self._other_reasons(),
        )

    def _other_reasons(self) -> dict[str, str]:
        said = {code: self.cleaned_data[_reason_in(code)].strip() for code in self.others}
        return {code: words for code, words in said.items() if words}


def _reason_in(code: str) -> str:
    return f"reason_{code}"


@never_cache
@require_safe
def times(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the times to come of an event, with how many are signed up for each."""
    page = _editable(request, page_id)
    event = page.event
    coming = event.occurrences.to_be_held() if event else Occurrence.objects.none()
    items = Paginator(coming, LISTED).get_page(request.GET.get("p"))
    shown = list(items)
    lists = impact.people_affected(shown)
    rows = []
    for occurrence in shown:
        if event:
            occurrence.event = event
        waiting = lists.get(occurrence.pk, impact.AffectedPeople()).waiting
        own = ", ".join(_own(occurrence))
        rows.append(
            {
                "occurrence": occurrence,
                "when": when_in_words(occurrence),
                "waiting": waiting,
                "own": own,
            }
        )
    context = {
        "page": page,
        "event": event,
        "in_words": recurrence.in_words(event) if event else "",
        "rows": rows,
        "items": items,
    }
    return render(request, "events/admin/times.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def time(request: HttpRequest, page_id: int, occurrence_id: int) -> HttpResponse:
    """Change one time of an event, once it has been said what that does to those signed up."""
    page = _editable(request, page_id)
    occurrence = get_object_or_404(
        Occurrence.objects.select_related("event__area"),
        pk=occurrence_id,
        event__translation_key=page.translation_key,
    )
    in_series = occurrence_overrides.as_in_series(occurrence)
    source = publishing.source_of(occurrence.event)
    about: dict[str, Any] = {
        "occurrence": occurrence,
        "own_language": source.locale.language_code if source else settings.LANGUAGE_CODE,
    }
    form = OneTimeForm(request.POST or None, **about)
    effect = None
    if request.method == "POST" and not occurrence.is_over:
        is_return = request.POST.get("do") == "series" and in_series is not None
        if is_return or form.is_valid():
            wanted = in_series if is_return and in_series else form.wanted
            effect = _unseen(request, occurrence, wanted)
            if effect is None:
                return _change(request, page, occurrence, None if is_return else wanted)
            if is_return:
                form = OneTimeForm(**about)
    context = {
        "page": page,
        "occurrence": occurrence,
        "when": when_in_words(occurrence),
        "concerned": impact.people_affected([occurrence]).get(occurrence.pk),
        "form": form,
        "effect": effect,
        "plan": impact.digest([effect]) if effect else "",
        "in_series": _in_words(occurrence, in_series),
    }
    return render(request, "events/admin/time.html", context)


def _editable(request: HttpRequest, page_id: int) -> EventPage:
    """Return the page if the signed-in user may edit it; raise if not, or if there is none."""
    page = get_object_or_404(EventPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _unseen(
    request: HttpRequest, occurrence: Occurrence, wanted: occurrence_changes.OccurrenceState
) -> impact.Impact | None:
    """Return what it does to those signed up, unless nobody is, or the editor has seen it."""
    concerned = impact.people_affected([occurrence]).get(occurrence.pk)
    if concerned is None:
        return None
    effect = impact.of_change(occurrence, wanted, concerned)
    if effect and request.POST.get("seen_effects") == impact.digest([effect]):
        return None
    return effect


def _change(
    request: HttpRequest,
    page: EventPage,
    occurrence: Occurrence,
    wanted: occurrence_changes.OccurrenceState | None,
) -> HttpResponse:
    """Make it as `wanted`; None is as its series has it."""
    if wanted is None:
        changed = occurrence_overrides.return_to_series(occurrence=occurrence)
    else:
        changed = occurrence_changes.change_one(occurrence=occurrence, wanted=wanted)
    if changed:
        messages.success(request, _("Changed. The other times are as they were."))
    else:
        messages.info(request, _("There was nothing to change."))
    return redirect(reverse("event_times", args=[page.pk]))


def _own(occurrence: Occurrence) -> list[str]:
    """Return what was decided for `occurrence` alone, in words."""
    decided = (
        (occurrence.has_own_time, _("time")),
        (occurrence.has_own_seats, _("seats")),
        (occurrence.has_own_status, _("status")),
    )
    return [str(word) for is_own, word in decided if is_own]


def _in_words(occurrence: Occurrence, in_series: occurrence_changes.OccurrenceState | None) -> str:
    """Return when its series has it; empty if nothing was decided for it alone."""
    if in_series is None or not _own(occurrence):
        return ""
    moved = Occurrence(
        event=occurrence.event, starts_at=in_series.starts_at, ends_at=in_series.ends_at
    )
    return when_in_words(moved)
