"""The timeline of a campaign: what it grew from, its events, pledges, updates and figures."""

import calendar
import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from campaigns import connections
from campaigns.models import CampaignPage, PledgeMilestone
from campaigns.pledges.counting import format_count
from campaigns.pledges.publishing import pledge_blocks
from campaigns.story import answers
from campaigns.story.entries import StoryEntry, in_order
from core.blocks.base import filled_items
from core.caching.held_values import HeldValues
from core.caching.tracking import note_reads, part
from core.partial_dates import PartialDate

# Entries in all, and those of each kind from other apps.
MOST, MOST_OF_A_KIND = 40, 12


@dataclass(frozen=True)
class Story:
    """The timeline of a campaign as every reader sees it."""

    entries: list[StoryEntry]
    has_result: bool
    # From then on, one more event may be over; None if none is to come.
    until: datetime.datetime | None = None
    # A name that no other story has, for the pieces of pages that show it; None in a preview.
    shown: int | None = None


_stories: HeldValues[Story] = HeldValues(most=100, until=lambda story: story.until)
_numbers = itertools.count()


def add_story(page: CampaignPage, request: HttpRequest) -> dict[str, Any]:
    """Return the timeline of `page` and the question to followers. A constant number of queries."""
    story = _compose(page) if getattr(request, "is_preview", False) else _published(page)
    feed_url = settings.BASE_URL + reverse("campaign_story:feed", args=[page.translation_key])
    return {
        "story": story,
        "feed_url": feed_url,
        **(answers.page_context(page, request) if story.has_result else {}),
    }


def _published(page: CampaignPage) -> Story:
    """Return the story of the published `page`, held until something in it changes."""

    def compose() -> Story:
        note_reads([CampaignPage._meta.db_table, Page._meta.db_table])
        ends = connections.find(connections.NEXT_ENDS, page, None, MOST_OF_A_KIND)
        return replace(_compose(page), until=min(ends, default=None), shown=next(_numbers))

    # What is said of days is true for a day.
    key = (page.pk, page.latest_revision_id, get_language(), timezone.localdate())
    return _stories.get(key, compose)


def _compose(page: CampaignPage) -> Story:
    updates = list(_updates(page))
    happened = [
        *connections.find(connections.ORIGINS, page, None, MOST_OF_A_KIND),
        *connections.find(connections.PAST_EVENTS, page, None, MOST_OF_A_KIND),
        *_milestones(page),
        *updates,
    ]
    # Its days and figures alone are no story: the page says them elsewhere.
    entries = in_order([*happened, *_days(page), *_figures(page)], MOST) if happened else []
    return Story(entries, any(entry.is_result for entry in updates))


def _updates(page: CampaignPage) -> Iterator[StoryEntry]:
    for block in page.updates:
        value = block.value
        if block.block.is_complete(value):
            yield StoryEntry(
                on=value.on,
                icon="check-circle" if value.is_result else "bell",
                title=value["title"],
                is_result=value.is_result,
                update=value,
                anchor=f"update-{block.id}" if block.id else "",
            )


def _milestones(page: CampaignPage) -> Iterator[StoryEntry]:
    """Yield the milestones that were reached, of the promises that the page still makes."""
    promises = {key: value["promise"] for key, value in pledge_blocks(page) if key}
    if not promises:
        return
    with part(f"campaign:{page.translation_key}"):
        reached = list(
            PledgeMilestone.objects.filter(
                offer__campaign_key=page.translation_key,
                offer__key__in=promises,
                reached_at__isnull=False,
            )
            .select_related("offer")
            .order_by("-reached_at", "-pk")[:MOST_OF_A_KIND]
        )
    for milestone in reached:
        if milestone.reached_at:
            yield StoryEntry(
                on=timezone.localdate(milestone.reached_at),
                icon="people",
                title=_("%(count)s pledges") % {"count": format_count(milestone.number)},
                text=f"“{promises[milestone.offer.key]}”",
            )


def _days(page: CampaignPage) -> Iterator[StoryEntry]:
    today = timezone.localdate()
    if page.starts_on and page.starts_on <= today:
        yield StoryEntry(on=page.starts_on, icon="clock", title=_("The campaign began"))
    if page.ends_on and page.ends_on < today:
        yield StoryEntry(on=page.ends_on, icon="clock", title=_("The campaign ended"))


def _figures(page: CampaignPage) -> Iterator[StoryEntry]:
    """Yield the figures in the text that have a date."""
    for block in page.body.blocks_by_name("figures"):
        for figure in filled_items(block.value):
            day = figure.get("date")
            if isinstance(day, PartialDate) and (on := _last_day(day)) <= timezone.localdate():
                amount = " ".join(
                    filter(None, (figure.get("prefix"), figure.amount, figure.unit_after))
                )
                yield StoryEntry(
                    on=on,
                    icon="info",
                    title=f"{amount} {figure['label']}",
                    text=_("Source: %(source)s") % {"source": figure.get("source") or ""},
                    when_text=str(day),
                )


def _last_day(day: PartialDate) -> datetime.date:
    month = day.month or 12
    last = calendar.monthrange(day.year, month)[1]
    return datetime.date(day.year, month, day.day or last)
