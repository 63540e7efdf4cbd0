"""The events and the threads that belong to a campaign, for its blocks and its timeline."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from taggit.models import Tag

from campaigns import connections
from campaigns.models import CampaignPage
from campaigns.pledge_choices import SMALLEST_SHOWN
from campaigns.story.entries import StoryEntry
from core.themes import localized_themes
from events.display.list_items import EventListItem, list_items
from events.display.next_items import next_items
from events.models import EventText, Occurrence, SignUp
from events.models.details import TAKES_PLACE
from forum.models import Thread
from forum.threads.shared_rows import latest_threads, latest_with_tag
from residents.models import User

# Each tag is a query of its own, which one index answers.
_MOST_TAGS = 5


def register() -> None:
    """Register the functions that find them."""
    connections.register(connections.EVENTS, events_of)
    connections.register(connections.THREADS, threads_about)
    connections.register(connections.PAST_EVENTS, past_events_of)
    connections.register(connections.NEXT_ENDS, next_ends_of)


def events_of(
    campaign: CampaignPage | None, request: HttpRequest | None, limit: int
) -> Sequence[EventListItem]:
    """Return the next events that share a tag with the campaign; without one, the next events."""
    if campaign is None:
        return next_items(limit)
    tags = frozenset(tag.name for tag in campaign.own_tags)
    return next_items(limit, tags=tags) if tags else ()


def next_ends_of(
    campaign: CampaignPage | None, request: HttpRequest | None, limit: int
) -> Sequence[datetime.datetime]:
    """Return when the next events that share a tag with the campaign are over."""
    return [item.occurrence.ends_at for item in events_of(campaign, request, limit)]


def past_events_of(
    campaign: CampaignPage | None, request: HttpRequest | None, limit: int
) -> Sequence[StoryEntry]:
    """Return the latest events held that share a tag with the campaign, with how many came.

    Those before the campaign began are not its own. Three queries for any number.
    """
    if campaign is None or not campaign.own_tags:
        return ()
    occurrences = Occurrence.objects.visible_to(_reader(request)).past()
    occurrences = occurrences.filter(event__in=_tagged_events(campaign), status__in=TAKES_PLACE)
    if campaign.starts_on:
        occurrences = occurrences.filter(starts_at__gte=_midnight(campaign.starts_on))
    if campaign.ends_on:
        after = campaign.ends_on + datetime.timedelta(days=1)
        occurrences = occurrences.filter(starts_at__lt=_midnight(after))
    items = list_items(occurrences.select_related("event")[:limit], localized_themes())
    came = _numbers_who_came([item.occurrence.pk for item in items]) if items else {}
    return [
        StoryEntry(
            on=timezone.localdate(item.occurrence.starts_at),
            icon="calendar",
            title=item.title,
            language=item.language,
            url=item.url,
            text=_came_text(came.get(item.occurrence.pk)),
        )
        for item in items
    ]


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _tagged_events(campaign: CampaignPage) -> QuerySet[EventText, Any]:
    names = [tag.name for tag in campaign.own_tags]
    tagged = EventText.objects.filter(tags__in=Tag.objects.filter(name__in=names))
    return tagged.values("event")


def _numbers_who_came(occurrence_ids: list[int]) -> dict[int, int]:
    """Return how many were checked in at each occurrence where anybody was."""
    checked_in = SignUp.objects.filter(occurrence__in=occurrence_ids, arrived__isnull=False)
    rows = checked_in.values("occurrence").annotate(came=Sum("arrived")).order_by()
    return {row["occurrence"]: row["came"] for row in rows}


def _came_text(number: int | None) -> str:
    """Return how many came in words; "" if nobody was counted."""
    if number is None:
        return ""
    if number < SMALLEST_SHOWN:
        return _("Fewer than %(number)d came.") % {"number": SMALLEST_SHOWN}
    return ngettext("%(number)d person came.", "%(number)d people came.", number) % {
        "number": number
    }


def threads_about(
    campaign: CampaignPage | None, request: HttpRequest | None, limit: int
) -> Sequence[Thread]:
    """Return the latest threads with a tag of the campaign, then the latest on its theme.

    Without a campaign, the latest threads. A query for each of the first tags, and one more.
    """
    reader = _reader(request)
    if campaign is None:
        return latest_threads(reader, limit)
    tags = [tag.pk for tag in campaign.own_tags[:_MOST_TAGS]]
    tagged = {thread.pk: thread for tag in tags for thread in latest_with_tag(reader, limit, tag)}
    found = sorted(
        tagged.values(), key=lambda thread: (thread.last_activity_at, thread.pk), reverse=True
    )[:limit]
    if len(found) < limit and campaign.theme_id is not None:
        others = latest_threads(reader, limit, theme=campaign.theme_id)
        found += [thread for thread in others if thread.pk not in tagged]
    return found[:limit]


def _reader(request: HttpRequest | None) -> User | AnonymousUser:
    return getattr(request, "user", None) or AnonymousUser()
