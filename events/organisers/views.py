"""Read-only views of the organisers: their events, the attendees, the statistics and the export."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.themes import localized_themes
from events.display.list_items import EventListItem, list_items
from events.display.waiting_counts import WaitingCount, waiting_counts
from events.models import Feedback, Occurrence
from events.organisers import attendees, export, signup_chart
from events.organisers.layout import organiser_page
from events.organisers.permissions import events_of, for_organisers
from residents.requests import SignedInRequest

# Rows on the page of the organiser's events.
LISTED = 100
LISTED_PAST = 20
FEEDBACK_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class OrganisedOccurrence:
    """An occurrence in the organiser's list."""

    entry: EventListItem
    waiting: WaitingCount


@dataclass(frozen=True, slots=True)
class FeedbackSummary:
    """The feedback on one occurrence."""

    total: int
    average: float | None
    # (rating, number of answers), from 5 down to 1.
    ratings: list[tuple[int, int]]
    comments: Page[Feedback]


@require_safe
@login_required
@never_cache
def organised_events(request: HttpRequest) -> HttpResponse:
    """List the reader's upcoming occurrences, and past ones until they are anonymised."""
    events = events_of(request.user)
    own = Occurrence.objects.filter(event__in=events, event__has_signup=True).for_listing()
    kept_since = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS)
    past = own.filter(ends_at__lt=timezone.now(), ends_at__gte=kept_since)
    context = {
        "upcoming": _organised_occurrences(request, list(own.upcoming()[:LISTED])),
        "past": _organised_occurrences(
            request, list(past.order_by("-starts_at", "-pk")[:LISTED_PAST])
        ),
        "robots": "noindex",
    }
    return render(request, "events/organisers/organised_events.html", context)


def _organised_occurrences(
    request: HttpRequest, occurrences: list[Occurrence]
) -> list[OrganisedOccurrence]:
    """Return the rows of the list. Two queries in all."""
    waiting = waiting_counts(occurrences)
    entries = list_items(occurrences, localized_themes())
    return [
        OrganisedOccurrence(entry, waiting.get(entry.occurrence.pk, WaitingCount()))
        for entry in entries
    ]


@require_safe
@for_organisers
def attendee_list(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """List the attendees and the waiting list, or the cancelled sign-ups."""
    search = request.GET.get("q", "").strip()[:100]
    ended = request.GET.get("show") == "ended"
    ids = attendees.sorted_ids(occurrence, search=search, ended=ended)
    page = Paginator(ids, attendees.PER_PAGE).get_page(request.GET.get("page"))
    return organiser_page(
        request,
        occurrence,
        "attendees",
        current="attendees",
        counts=attendees.counts(occurrence).values(),
        attendees=attendees.attendees(occurrence, page.object_list),
        page=page,
        search=search,
        ended=ended,
    )


@require_safe
@for_organisers
def print_list(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """Show the list for printing, without e-mail addresses."""
    ids = attendees.sorted_ids(occurrence)[: attendees.CHECK_IN_LIMIT]
    rows = attendees.attendees(occurrence, ids)
    return organiser_page(
        request,
        occurrence,
        "print_list",
        current="printed",
        seated=[row for row in rows if row.signup.holds_seats],
        waiting=[row for row in rows if row.signup.is_waiting],
        has_answers=any(row.answers for row in rows),
        has_phones=any(row.signup.phone for row in rows),
        now=timezone.now(),
    )


@require_safe
@for_organisers
def statistics(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """Show sign-ups over time and the feedback."""
    points = signup_chart.chart_points(occurrence)
    return organiser_page(
        request,
        occurrence,
        "statistics",
        current="figures",
        points=points,
        chart=signup_chart.chart(points, occurrence.capacity),
        counts=attendees.counts(occurrence).values(),
        feedback=_feedback_summary(occurrence, page=request.GET.get("page")),
    )


def _feedback_summary(occurrence: Occurrence, *, page: str | None) -> FeedbackSummary:
    feedback = Feedback.objects.filter(occurrence=occurrence)
    by_rating = dict(feedback.order_by().values_list("rating").annotate(Count("pk")))
    return FeedbackSummary(
        total=sum(by_rating.values()),
        average=feedback.aggregate(average=Avg("rating"))["average"],
        ratings=[(rating, by_rating.get(rating, 0)) for rating in range(5, 0, -1)],
        comments=Paginator(feedback.exclude(comment=""), FEEDBACK_PER_PAGE).get_page(page),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_organisers
def attendee_export(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """Describe the export and list the earlier ones; POST returns the file and logs it."""
    if request.method != "POST":
        return organiser_page(
            request,
            occurrence,
            "export",
            current="export",
            log=export.log_of(occurrence),
            retention_days=settings.SIGNUP_RETENTION_DAYS,
        )
    kind = request.POST.get("kind", "")
    if kind not in export.CONTENT_TYPES:
        raise Http404
    language = get_language() or settings.LANGUAGE_CODE
    content = export.export(occurrence, kind, by=request.user, language=language)
    return HttpResponse(
        content,
        content_type=export.CONTENT_TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{export.file_name(occurrence, kind)}"',
            "X-Robots-Tag": "noindex",
        },
    )
