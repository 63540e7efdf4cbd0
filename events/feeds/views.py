"""The feeds, the calendar files, and the page about one's own calendar.

All but that page is read by programs: no cookie, no session, and the same for whoever asks.
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

from core.themes import themes_for
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
from events.models import CalendarAddress, Event, Occurrence
from events.models.occurrence_queryset import OccurrenceQuerySet

_NOT_INDEXED = {"X-Robots-Tag": "noindex"}


@require_safe
def calendar_ics(request: HttpRequest) -> HttpResponse:
    """Send the calendar, or the part of it that is asked for, to a program that subscribes."""
    choice = _choice(request)
    held = entries.feed_entries(selection.in_reach(choice.among(_public())), themes_for(request))
    cover = _cover(request, choice, "ics")
    return answer(
        request,
        feed=_name(request, choice, "ics"),
        state=entries.digest(held, repr(cover)),
        write=lambda: vcalendar.write(map(as_vevent, held), cover),
        content_type=vcalendar.CONTENT_TYPE,
        headers={"Content-Disposition": f'inline; filename="{vcalendar.file_name(choice.name)}"'},
    )


@require_safe
def calendar_atom(request: HttpRequest) -> HttpResponse:
    """Send what is new among what is to come, to a feed reader."""
    choice = _choice(request)
    coming = selection.to_come(choice.among(_public()))
    content = atom.write(
        entries.feed_entries(coming, themes_for(request)), _cover(request, choice, "atom")
    )
    return _written(request, choice, "atom", content, atom.CONTENT_TYPE)


@require_safe
def calendar_json(request: HttpRequest) -> HttpResponse:
    """Send what is to come as JSON, to whoever builds something of it."""
    choice = _choice(request)
    coming = selection.to_come(choice.among(_public()))
    content = json_feed.write(
        entries.feed_entries(coming, themes_for(request)), _cover(request, choice, "json")
    )
    response = _written(request, choice, "json", content, json_feed.CONTENT_TYPE)
    # Pages of other sites may read it: it is public, and knows no cookie.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def ics(request: HttpRequest, occurrence_id: int) -> HttpResponse:
    """Send one occurrence as a file that calendar programs read."""
    occurrence = get_object_or_404(_public(), pk=occurrence_id)
    held = entries.feed_entries([occurrence], themes_for(request))
    return _file(request, held, vcalendar.name_of_file(occurrence))


@require_safe
def series_ics(request: HttpRequest, event_id: int) -> HttpResponse:
    """Send all times of an event: the same entries as one by one, to keep or to subscribe to."""
    event = get_object_or_404(Event, pk=event_id, is_published=True)
    held = entries.feed_entries(
        selection.to_come(_public().filter(event=event)), themes_for(request)
    )
    if not held:
        raise Http404
    soonest = held[0]
    cover = vcalendar.FeedMetadata(
        name=soonest.title,
        description=soonest.summary,
        source=settings.BASE_URL + request.path,
        url=soonest.url,
        colour=colour_of(soonest.theme),
    )
    return _file(request, held, vcalendar.file_name(event.title), cover)


@require_safe
def own_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Send what somebody is signed up for to who knows the secret address."""
    user = private_calendar.find(secret)
    if user is None:
        raise Http404
    calendar = private_calendar.OwnCalendar(user, secret)
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
def own_address(request: HttpRequest) -> HttpResponse:
    """Show the address of one's own calendar; give it a new one when the button is pressed."""
    user = request.user
    if request.method == "POST":
        private_calendar.make_address(user, instead_of=request.POST.get("instead_of", ""))  # type: ignore[arg-type]
        return redirect("events:own_address")
    known = CalendarAddress.objects.filter(user=user).first()  # type: ignore[misc]
    address = private_calendar.address(known.secret) if known else ""
    context = {
        "known": known,
        "address": address,
        "webcal": feed_links.webcal(address) if known else "",
        "robots": "noindex",
    }
    return render(request, "events/own_calendar.html", context)


def _public() -> OccurrenceQuerySet:
    """Return what everybody may see: a feed knows nobody."""
    return Occurrence.objects.visible_to(AnonymousUser()).for_listing()


def _choice(request: HttpRequest) -> selection.FeedSelection:
    try:
        return selection.FeedSelection.read(request)
    except selection.UnknownFilterError as error:
        raise Http404 from error


def _cover(
    request: HttpRequest, choice: selection.FeedSelection, kind: str
) -> vcalendar.FeedMetadata:
    path = calendar_url(request) or "/"
    return vcalendar.FeedMetadata(
        name=choice.name,
        description=_("What neighbours, police and municipality invite you to."),
        source=feed_links.feed_urls(choice.filters.filter_values())[kind],
        url=settings.BASE_URL + path + choice.query,
        colour=colour_of(choice.theme),
    )


def _name(request: HttpRequest, choice: selection.FeedSelection, kind: str) -> str:
    """Return what the cache knows the feed by."""
    query = hashlib.sha256(choice.query.encode()).hexdigest()[:32]
    return f"{kind}:{get_language()}:{query}"


def _written(
    request: HttpRequest,
    choice: selection.FeedSelection,
    kind: str,
    content: bytes,
    content_type: str,
) -> HttpResponse:
    return answer(
        request,
        feed=_name(request, choice, kind),
        state=hashlib.sha256(content).hexdigest()[:32],
        write=lambda: content,
        content_type=content_type,
    )


def _file(
    request: HttpRequest,
    held: list[entries.FeedEntry],
    name: str,
    cover: vcalendar.FeedMetadata | None = None,
) -> HttpResponse:
    return answer(
        request,
        state=entries.digest(held, repr(cover)),
        write=lambda: vcalendar.write(map(as_vevent, held), cover),
        content_type=vcalendar.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"', **_NOT_INDEXED},
    )
