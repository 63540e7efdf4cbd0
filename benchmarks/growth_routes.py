"""The pages that `make bench-growth` asks for, by name: their path, and who asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import override

from benchmarks.growth_data import (
    FREQUENT_TAG,
    RARE_TAG,
    Site,
)
from benchmarks.growth_threads import FREQUENT_WORD, RARE_WORD, THREAD_TAGS
from core import keyset
from events.calendar.query import CalendarFilters
from events.models.details import Kind
from forum.models import Thread
from forum.models.posts import POSTS_PER_PAGE
from forum.threads.thread_filter import ORDERS

CALENDAR = "/da/kalender/"
VIEWS = ("agenda", "past", "week", "month")


@dataclass(frozen=True)
class Route:
    """A page. Those of one group are one figure of the result: the worst of them."""

    group: str
    path: str
    is_signed_in: bool = False


def routes(site: Site) -> dict[str, Route]:
    """Return all pages by name."""
    with override("da"):
        return dict(_routes(site))


def _routes(site: Site) -> Iterator[tuple[str, Route]]:
    yield "front", Route("lists", "/da/")
    threads = reverse("forum:threads")
    yield "threads", Route("lists", threads)
    yield "threads signed in", Route("lists", threads, is_signed_in=True)
    yield "calendar", Route("lists", CALENDAR)
    profile = reverse("neighbours:profile", args=[site.writer.pk])
    yield "profile of a busy writer", Route("lists", profile)
    yield from _deep_pages(site, threads)
    yield "thread", Route("threads", site.thread.get_absolute_url())
    yield "thread of many pages", Route("threads", site.long_thread.get_absolute_url())
    page = site.deep_post // POSTS_PER_PAGE
    yield "thread of an issue", Route("threads", site.issue.get_absolute_url())
    yield "thread about help", Route("threads", site.help_wanted.get_absolute_url())
    yield (
        "thread, a page far down",
        Route("threads", f"{site.long_thread.get_absolute_url()}?page={page}"),
    )
    yield from _forum_filters(site, threads)
    yield from _calendar_filters(site)
    notices = reverse("notifications:notices")
    yield "front with the number unread", Route("unread", "/da/", is_signed_in=True)
    yield "notices", Route("unread", notices, is_signed_in=True)
    yield from _feeds(site)
    for name, words in {
        "a frequent word": FREQUENT_WORD,
        "the beginning of a frequent word": FREQUENT_WORD[:5],
        "a rare word": RARE_WORD,
        "both words": f"{FREQUENT_WORD} {RARE_WORD}",
        "no such word": "zebra",
    }.items():
        yield f"search: {name}", Route("search", f"{reverse('home:search')}?q={words}")


def _deep_pages(site: Site, threads: str) -> Iterator[tuple[str, Route]]:
    thread, upcoming, past = site.deep_thread, site.deep_upcoming, site.deep_past
    for name, path, parameters in (
        ("threads", threads, {"after": keyset.encode(thread.last_activity_at, thread.pk)}),
        ("calendar", CALENDAR, {"after": keyset.encode(upcoming.starts_at, upcoming.pk)}),
        (
            "past events",
            CALENDAR,
            {"view": "past", "after": keyset.encode(past.starts_at, past.pk)},
        ),
    ):
        yield f"{name}, far down", Route("deep", f"{path}?{urlencode(parameters)}")
    notices = f"{reverse('notifications:notices')}?before={site.deep_notice}"
    yield "notices, far down", Route("deep", notices, is_signed_in=True)


def _forum_filters(site: Site, threads: str) -> Iterator[tuple[str, Route]]:
    kinds = list(Thread.Kind)

    def value(name: str, number: int) -> str:
        if name == "tag":
            return THREAD_TAGS[number]
        values = {"theme": site.themes, "area": site.areas}
        return kinds[number].value if name == "kind" else values[name][number].slug

    for names in _subsets(("theme", "area", "kind", "tag")):
        # What is frequent alone is rare together.
        few = 3 if len(names) == 1 else 2
        for rarity, number in (("many", 0), ("few", few), ("none", 4)):
            query = urlencode({name: value(name, number) for name in names})
            yield f"threads by {', '.join(names)}: {rarity}", Route("forum", f"{threads}?{query}")
            # The other orders, with one filter and with all.
            if len(names) in {1, 4}:
                for order in ORDERS:
                    title = f"{order} threads by {', '.join(names)}: {rarity}"
                    yield title, Route("forum_orders", f"{threads}?{query}&order={order}")
    for query in ("order=newest", "order=thanked", "show=unanswered"):
        yield f"threads, {query}", Route("forum_orders", f"{threads}?{query}")
    for query in ("show=mine", "show=followed", "show=mine&order=newest"):
        yield f"threads, {query}", Route("forum_orders", f"{threads}?{query}", is_signed_in=True)


def _calendar_filters(site: Site) -> Iterator[tuple[str, Route]]:
    kinds = list(Kind)

    def value(name: str, number: int) -> str:
        if name in {"free", "online"}:
            return "1"
        if name == "tag":
            return FREQUENT_TAG if number == 0 else RARE_TAG
        values = {"theme": site.themes, "area": site.areas}
        return kinds[number].value if name == "kind" else values[name][number].slug

    for view in VIEWS:
        for names in _subsets(tuple(CalendarFilters.filter_names())):
            if view == "past" and "free" in names:
                continue
            # The grids show some weeks, which are the same on both sites: some combinations do.
            if view in {"week", "month"} and 1 < len(names) < len(CalendarFilters.filter_names()):
                continue
            lasting = [name for name in names if name not in {"free", "online", "tag"}]
            few = 3 if len(lasting) == 1 and "tag" not in names else 2
            rarities = {"many": 0, "few": few} if view in {"agenda", "past"} else {"many": 0}
            if not lasting and "tag" not in names:
                rarities.pop("few", None)
            for rarity, number in rarities.items():
                query = urlencode({"view": view} | {name: value(name, number) for name in names})
                title = f"{view} by {', '.join(names)}: {rarity}"
                yield title, Route(f"calendar_{view}", f"{CALENDAR}?{query}")


def _feeds(site: Site) -> Iterator[tuple[str, Route]]:
    feed = reverse("forum:feed")
    yield "feed of threads", Route("feeds", feed)
    for rarity, number in (("many", 0), ("few", 3)):
        path = f"{feed}?theme={site.themes[number].slug}"
        yield f"feed of threads by theme: {rarity}", Route("feeds", path)
    for kind in ("ics", "atom", "json"):
        feed = reverse(f"events:calendar_{kind}")
        yield f"feed of events, {kind}", Route("feeds", feed)
        path = f"{feed}?theme={site.themes[2].slug}&area={site.areas[2].slug}"
        yield f"feed of events, {kind}, by theme, area: few", Route("feeds", path)


def _subsets(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(names) + 1):
        yield from combinations(names, size)
