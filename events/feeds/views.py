"""Views of the feeds, of calendar files, and of the page about the private calendar.

Except for that page they are for programs: no cookies and no session, and the same response for
everybody.
"""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.themes import localized_themes
from events.calendar import feed_links
from events.display.calendar_url import calendar_url
from events.feeds import (
    atom,
    entries,
    json_feed,
    private_calendar,
    selection,
    vcalendar,
)
from events.feeds.http_cache import answer
from events.feeds.vevent import as_vevent, colour_of
from events.models import Event, Occurrence, PrivateCalendar
from events.models.occurrence_queryset import OccurrenceQuerySet

_NOT_INDEXED = {"X-Robots-Tag": "noindex"}


@require_safe
def calendar_ics(request: HttpRequest) -> HttpResponse:
    """Return the filtered calendar for subscribers."""
    selected = _read_selection(request)
    feed_entries = entries.feed_entries(
        selection.in_reach(selected.among(_public())), localized_themes()
    )
    metadata = _metadata(request, selected, "ics")
    return answer(
        request,
        feed=_cache_name(request, selected, "ics"),
        state=entries.digest(feed_entries, repr(metadata)),
        write=lambda: vcalendar.write(map(as_vevent, feed_entries), metadata),
        content_type=vcalendar.CONTENT_TYPE,
        headers={"Content-Disposition": f'inline; filename="{vcalendar.file_name(selected.name)}"'},
    )


@require_safe
def calendar_atom(request: HttpRequest) -> HttpResponse:
    """Return the upcoming events that changed last, for feed readers."""
    selected = _read_selection(request)
    upcoming = selection.to_come(selected.among(_public()))
    content = atom.write(
        entries.feed_entries(upcoming, localized_themes()), _metadata(request, selected, "atom")
    )
    return _conditional(request, selected, "atom", content, atom.CONTENT_TYPE)


@require_safe
def calendar_json(request: HttpRequest) -> HttpResponse:
    """Return the upcoming events as JSON."""
    selected = _read_selection(request)
    upcoming = selection.to_come(selected.among(_public()))
    content = json_feed.write(
        entries.feed_entries(upcoming, localized_themes()), _metadata(request, selected, "json")
    )
    response = _conditional(request, selected, "json", content, json_feed.CONTENT_TYPE)
    # Public and without cookies, so pages of other sites may read it.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def ics(request: HttpRequest, occurrence_id: int) -> HttpResponse:
    """Return one occurrence as a calendar file."""
    occurrence = get_object_or_404(_public(), pk=occurrence_id)
    feed_entries = entries.feed_entries([occurrence], localized_themes())
    return _file(request, feed_entries, vcalendar.occurrence_file_name(occurrence))


@require_safe
def series_ics(request: HttpRequest, event_id: int) -> HttpResponse:
    """Return all upcoming occurrences of an event, as a file or to subscribe to."""
    event = get_object_or_404(Event, pk=event_id, is_published=True)
    feed_entries = entries.feed_entries(
        selection.to_come(_public().filter(event=event)), localized_themes()
    )
    if not feed_entries:
        raise Http404
    first = feed_entries[0]
    metadata = vcalendar.FeedMetadata(
        name=first.title,
        description=first.summary,
        source=settings.BASE_URL + request.path,
        url=first.url,
        colour=colour_of(first.theme),
    )
    return _file(request, feed_entries, vcalendar.file_name(event.title), metadata)


@require_safe
def private_calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Return the private calendar with that secret, for calendar programs."""
    user = private_calendar.find(secret)
    if user is None:
        raise Http404
    calendar = private_calendar.PrivateCalendarFeed(user, secret)
    name = hashlib.sha256(secret.encode()).hexdigest()[:32]
    return answer(
        request,
        feed=f"own:{get_language()}:{name}",
        state=calendar.state,
        write=calendar.write,
        content_type=vcalendar.CONTENT_TYPE,
        private=True,
        headers=_NOT_INDEXED,
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def private_calendar_page(request: HttpRequest) -> HttpResponse:
    """Show the URL of the user's private calendar; a POST makes a new one."""
    user = request.user
    if request.method == "POST":
        private_calendar.make_address(user, instead_of=request.POST.get("instead_of", ""))  # type: ignore[arg-type]
        return redirect("events:own_address")
    stored = PrivateCalendar.objects.filter(user=user).first()  # type: ignore[misc]
    address = private_calendar.address(stored.secret) if stored else ""
    context = {
        "known": stored,
        "address": address,
        "webcal": feed_links.webcal(address) if stored else "",
        "robots": "noindex",
    }
    return render(request, "events/private_calendar.html", context)


def _public() -> OccurrenceQuerySet:
    """Return what anonymous readers may see."""
    return Occurrence.objects.visible_to(AnonymousUser()).for_listing()


def _read_selection(request: HttpRequest) -> selection.FeedSelection:
    try:
        return selection.FeedSelection.read(request)
    except selection.UnknownFilterError as error:
        raise Http404 from error


def _metadata(
    request: HttpRequest, selected: selection.FeedSelection, kind: str
) -> vcalendar.FeedMetadata:
    path = calendar_url() or "/"
    return vcalendar.FeedMetadata(
        name=selected.name,
        description=_("Events from neighbours, the police and the municipality."),
        source=feed_links.feed_urls(selected.filters.filter_values())[kind],
        url=settings.BASE_URL + path + selected.query,
        colour=colour_of(selected.theme),
    )


def _cache_name(request: HttpRequest, selected: selection.FeedSelection, kind: str) -> str:
    """Return the name of the feed in the cache."""
    query = hashlib.sha256(selected.query.encode()).hexdigest()[:32]
    return f"{kind}:{get_language()}:{query}"


def _conditional(
    request: HttpRequest,
    selected: selection.FeedSelection,
    kind: str,
    content: bytes,
    content_type: str,
) -> HttpResponse:
    return answer(
        request,
        feed=_cache_name(request, selected, kind),
        state=hashlib.sha256(content).hexdigest()[:32],
        write=lambda: content,
        content_type=content_type,
    )


def _file(
    request: HttpRequest,
    feed_entries: list[entries.FeedEntry],
    name: str,
    metadata: vcalendar.FeedMetadata | None = None,
) -> HttpResponse:
    return answer(
        request,
        state=entries.digest(feed_entries, repr(metadata)),
        write=lambda: vcalendar.write(map(as_vevent, feed_entries), metadata),
        content_type=vcalendar.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"', **_NOT_INDEXED},
    )
