"""What an organiser reads: their events, who comes, the list on paper, numbers, and the file."""

import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Avg, Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.themes import themes_for
from events.display.list_items import list_items
from events.models import Feedback, Occurrence
from events.organisers import attendees, export, signup_chart
from events.organisers.layout import organiser_page
from events.organisers.permissions import events_of, for_organisers
from residents.requests import SignedInRequest

# Further ahead, nobody looks after who has signed up.
LISTED = 100
LISTED_PAST = 20
FEEDBACK_PER_PAGE = 50


@require_safe
@login_required
@never_cache
def organised(request: HttpRequest) -> HttpResponse:
    """List what the reader may organise: what comes, and what is over but not forgotten."""
    events = events_of(request.user)
    mine = Occurrence.objects.filter(event__in=events, event__has_signup=True).for_listing()
    kept_since = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS)
    over = mine.filter(ends_at__lt=timezone.now(), ends_at__gte=kept_since)
    context = {
        "coming": _rows(request, list(mine.upcoming()[:LISTED])),
        "over": _rows(request, list(over.order_by("-starts_at", "-pk")[:LISTED_PAST])),
        "robots": "noindex",
    }
    return render(request, "events/organising/organised.html", context)


def _rows(request: HttpRequest, occurrences: list[Occurrence]) -> list[dict[str, object]]:
    """Return each with how many wait for a seat; two queries, however many there are."""
    waiting = dict(
        Occurrence.objects.filter(pk__in=[one.pk for one in occurrences], signups__status="waiting")
        .annotate(parties=Count("signups"))
        .values_list("pk", "parties")
    )
    shown = list_items(occurrences, themes_for(request))
    return [{"entry": entry, "waiting": waiting.get(entry.occurrence.pk, 0)} for entry in shown]


@require_safe
@for_organisers
def attendee_list(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """List who comes and who waits, by name; or who has cancelled."""
    search = request.GET.get("q", "").strip()[:100]
    ended = request.GET.get("show") == "ended"
    numbers = attendees.in_order(occurrence, search=search, ended=ended)
    page = Paginator(numbers, attendees.PER_PAGE).get_page(request.GET.get("page"))
    counts = attendees.counts(occurrence)
    return organiser_page(
        request,
        occurrence,
        "attendees",
        current="attendees",
        attendees=attendees.attendees(occurrence, page.object_list),
        found=len(numbers),
        page=page,
        counts=counts.values(),
        search=search,
        ended=ended,
    )


@require_safe
@for_organisers
def printed(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """Show the whole list as it goes on paper: no addresses, and room to write."""
    numbers = attendees.in_order(occurrence)[: attendees.MOST_AT_THE_DOOR]
    rows = attendees.attendees(occurrence, numbers)
    return organiser_page(
        request,
        occurrence,
        "printed",
        current="printed",
        coming=[row for row in rows if row.signup.holds_seats],
        waiting=[row for row in rows if row.signup.is_waiting],
        has_answers=any(row.answers for row in rows),
        has_phones=any(row.signup.phone for row in rows),
        now=timezone.now(),
    )


@require_safe
@for_organisers
def figures(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """Show how sign-ups came in over time, and what people said afterwards."""
    steps = signup_chart.chart_points(occurrence)
    said = Feedback.objects.filter(occurrence=occurrence)
    comments = Paginator(said.exclude(comment=""), FEEDBACK_PER_PAGE)
    by_rating = dict(said.order_by().values_list("rating").annotate(Count("pk")))
    return organiser_page(
        request,
        occurrence,
        "figures",
        current="figures",
        steps=steps,
        drawing=signup_chart.chart(steps, occurrence.capacity),
        counts=attendees.counts(occurrence).values(),
        answers=sum(by_rating.values()),
        average=said.aggregate(average=Avg("rating"))["average"],
        ratings=[(rating, by_rating.get(rating, 0)) for rating in range(5, 0, -1)],
        comments=comments.get_page(request.GET.get("page")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_organisers
def attendee_export(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """Say what is in the file, and hand it out when a button is pressed: that is noted."""
    if request.method != "POST":
        log = export.log_of(occurrence)
        days = settings.SIGNUP_RETENTION_DAYS
        return organiser_page(
            request, occurrence, "export", current="export", log=log, retention_days=days
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
            "Content-Disposition": (f'attachment; filename="{export.file_name(occurrence, kind)}"'),
            "X-Robots-Tag": "noindex",
        },
    )
