"""What stands on the poster of an event."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.images.pictures import find_picture
from core.posters.poster import Poster, PosterFact
from core.themes import localized_themes
from events import recurrence
from events.display.formatting import format_dates, format_location, format_reason
from events.display.localized_texts import text_for
from events.models import Event, EventText, Occurrence
from events.models.details import EventStatus

# Dates on a poster; a sentence says that there are more.
_MOST_DATES = 4


def poster_of(event: Event) -> Poster | None:
    """Return the poster of a published event that is still to come; None without one.

    In the reader's language if the event has a text in it.
    """
    text = text_for(event)
    shown = _shown_occurrences(event)
    if not event.is_published or text is None or not text.url or not shown:
        return None
    first = shown[0]
    is_same = len({each.status for each in shown}) == 1
    planned = first.is_cancelled or first.is_postponed
    picture = find_picture(event.picture, "theme") if event.picture else None
    if picture is not None and picture.is_missing:
        picture = None
    with override(text.language):
        location = format_location(next((each for each in shown if not each.has_own_venue), first))
        organiser = event.organiser.name_for_reader if event.organiser else ""
        facts = [
            (
                _("Originally") if is_same and planned else _("When"),
                _dates(event, shown, with_status=not is_same),
            ),
            (_("Where"), (location or _("The venue has not been decided yet."),)),
            (_("Price"), (text.price,) if text.price else ()),
            (_("Organiser"), (organiser,) if organiser else ()),
        ]
        return Poster(
            language=text.language,
            title=text.title,
            url=text.url,
            lead=text.summary,
            banner=_banner(first, text) if is_same else "",
            facts=tuple(PosterFact(label, lines) for label, lines in facts if lines),
            theme=localized_themes(text.language).get(event.theme_id),
            image_id=event.picture_id if picture else None,
            own_picture=picture,
        )


def poster_url(event: Event) -> str:
    """Return the path of the page that prints the poster of a published event to come."""
    return reverse("events:poster", args=[event.pk, "a4"])


def _shown_occurrences(event: Event) -> list[Occurrence]:
    """Return the next that take place, or else the next that were planned; one too many."""
    to_come = event.occurrences.select_related("event__area").to_be_held()
    some = slice(_MOST_DATES + 1)
    return list(to_come.exclude(status=EventStatus.CANCELLED)[some]) or list(to_come[some])


def _dates(event: Event, occurrences: list[Occurrence], *, with_status: bool) -> tuple[str, ...]:
    rhythm = recurrence.describe(event.recurrence, event.first_times, is_all_day=event.is_all_day)
    several = len(occurrences) > 1
    lines = [
        _date(each, with_status=with_status, with_venue=several)
        for each in occurrences[:_MOST_DATES]
    ]
    if len(occurrences) == 1:
        return tuple(lines)
    if rhythm:
        return (*lines[:2], rhythm)
    more = (_("More dates are on the page."),) if len(occurrences) > _MOST_DATES else ()
    return (*lines, *more)


def _date(occurrence: Occurrence, *, with_status: bool, with_venue: bool) -> str:
    dates = capfirst(format_dates(occurrence))
    if with_venue and occurrence.has_own_venue:
        dates = f"{dates}, {format_location(occurrence)}"
    is_as_planned = occurrence.status == EventStatus.SCHEDULED
    if is_as_planned or not with_status:
        return dates
    return f"{dates} ({occurrence.get_status_display()})"


def _banner(occurrence: Occurrence, text: EventText) -> str:
    if occurrence.status == EventStatus.SCHEDULED:
        return ""
    reason = format_reason(occurrence, text)
    status = str(occurrence.get_status_display())
    return f"{status}: {reason}" if reason else status
