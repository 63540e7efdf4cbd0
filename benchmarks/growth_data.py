"""The rows of `make bench-growth`: a small or a large site whose first pages look the same.

Each page shows the same rows on both sites; only the number of rows around them differs. Of the
values of a filter, numbered from 0, some are frequent and some are rare, alone or together:

- 0 and 1 are frequent, in every combination.
- 2 is frequent as well, but a theme, an area and a kind that all are 2 meet on few rows only.
- 3 is on few rows. 4 is on none.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from taggit.models import Tag

from benchmarks.bulk_sql import insert, json_type, numbers
from benchmarks.growth_threads import POSTS_IN_THREAD, RARE, RARE_WORD, make_threads
from core.models import Area, SearchEntry, Theme
from core.search.index import SiteIndex
from events.models import Event, EventText, Occurrence
from events.models.details import Kind
from forum.models import Post, Thread
from forum.notices import STARTED
from notifications.models import Activity, Category, Notice
from residents.models import User
from tests import factories

# Activities whose notices the reader has not seen: every second is theirs.
UNREAD_ACTIVITIES = 210
# Occurrences in the weeks around today, half of them past; the others are far away.
NEAR = 100
NEAR_EVENTS = NEAR // 2
FREQUENT_TAG, RARE_TAG = "natur", "skak"
_BATCH = 5_000

Triple = tuple[int, int, int]


@dataclass(frozen=True)
class Site:
    """What the routes are made of. The `deep` ones lie far down a list."""

    themes: list[Theme]
    areas: list[Area]
    reader: User
    writer: User
    thread: Thread
    long_thread: Thread
    issue: Thread
    help_wanted: Thread
    deep_post: int
    deep_thread: Thread
    deep_upcoming: Occurrence
    deep_past: Occurrence
    deep_notice: int


def build(posts: int, occurrences: int) -> Site:
    """Make about so many posts and occurrences, and what belongs to them."""
    themes = [factories.make_theme(f"theme-{number}") for number in range(5)]
    areas = [factories.make_area(f"Sogn-{number}", postal_codes="") for number in range(5)]
    reader = factories.make_user("reader@example.org", "Rita")
    writer = factories.make_user("writer@example.org", "Viggo", shows_posts=True)
    others = User.objects.bulk_create(
        User(email=f"resident-{n}@example.org", first_name=f"Nabo {n}")
        for n in range(max(20, posts // 500))
    )
    long_thread = make_threads(posts // POSTS_IN_THREAD, themes, areas, writer, others)
    listed = Thread.objects.order_by("-last_activity_at", "-pk")
    _make_notices(reader, others)
    _make_index_entries()
    _make_events(occurrences, themes, areas)
    to_come, past = Occurrence.objects.upcoming(), Occurrence.objects.past()
    notices = Notice.objects.filter(recipient=reader).order_by("pk")
    return Site(
        themes=themes,
        areas=areas,
        reader=reader,
        writer=writer,
        thread=listed[1],
        long_thread=long_thread,
        issue=listed.filter(kind=Thread.Kind.ISSUE)[0],
        help_wanted=listed.filter(kind=Thread.Kind.HELP_WANTED)[0],
        deep_post=long_thread.post_count * 4 // 5,
        deep_thread=listed[listed.count() * 4 // 5],
        deep_upcoming=to_come[to_come.count() - 25],
        deep_past=past[past.count() - 25],
        deep_notice=notices[notices.count() * 2 // 5].pk,
    )


def analyse() -> None:
    """Let the database count its rows, outside of any transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _event_values(number: int) -> Triple:
    """Return the theme, area and kind of an event; half of the events have all that is frequent."""
    kind_of_row = number % 10
    if kind_of_row == 9 and number < NEAR_EVENTS:
        return (2, 2, 2) if number in {9, 49} else _only(number // 10 - 1, 3)
    if kind_of_row == 0:
        return _only(number // 10 % 3, 2)
    return _only(kind_of_row - 1, 1) if kind_of_row in {1, 2, 3} else (0, 0, 0)


def _only(position: int, value: int) -> Triple:
    one, two, three = (value if position == each else 0 for each in range(3))
    return (one, two, three)


def _make_notices(reader: User, others: list[User]) -> None:
    """Make an activity for each thread; the reader gets a notice of half of them."""
    posts = f"{Post._meta.db_table} AS p WHERE p.number = 1 ORDER BY p.id"
    empty = "'[]'", "'{}'"
    insert(
        Activity,
        {
            "key": "'growth:' || p.id",
            "kind": f"'{STARTED}'",
            "object_id": "p.id",
            "target": "'thread:' || p.thread_id",
            "topics": f"CAST({empty[0]} AS {json_type()})",
            "addressed": f"CAST({empty[1]} AS {json_type()})",
            "actor_id": "p.author_id",
            "created_at": "p.created_at",
            "spread_at": "p.created_at",
        },
        posts,
    )
    newest = Activity.objects.order_by("-pk").values_list("pk", flat=True)[0]
    insert(
        Notice,
        {
            "activity_id": "a.id",
            "recipient_id": f"CASE WHEN n = 1 THEN {reader.pk} "
            f"ELSE {others[0].pk} + (a.id * 7 + n * 13) % {len(others)} END",
            "category": f"'{Category.NEWS.value}'",
            "created_at": "a.created_at",
            "read_at": f"CASE WHEN a.id > {newest - UNREAD_ACTIVITIES} THEN NULL "
            "ELSE a.created_at END",
        },
        f"{Activity._meta.db_table} AS a, {numbers(1, 4)} "
        "WHERE n > 1 OR a.id % 2 = 0 ORDER BY a.id, n",
    )


def _make_index_entries() -> None:
    """Let the search find all threads by the frequent word, and `RARE` of them by the rare one."""
    rare = Thread.objects.order_by("pk")[:RARE]
    for thread in rare:
        thread.title = f"En {RARE_WORD} ved hallen"
        thread.save(update_fields=["title"])
    pattern = Thread.objects.order_by("-pk")[0]
    SearchEntry.objects.all().delete()
    SiteIndex(None).add_items(Thread, [*rare, pattern])
    entry = SearchEntry.objects.defer("tokens").get(object_id=pattern.pk)
    columns = [field.column for field in SearchEntry._meta.concrete_fields if not field.primary_key]
    copied = {column: f"e.{column}" for column in columns} | {"object_id": "t.id"}
    known = ", ".join(str(thread.pk) for thread in [*rare, pattern])
    insert(
        SearchEntry,
        copied,
        f"{Thread._meta.db_table} AS t, {SearchEntry._meta.db_table} AS e "
        f"WHERE e.id = {entry.pk} AND t.id NOT IN ({known}) ORDER BY t.id",
    )


def _make_events(count: int, themes: list[Theme], areas: list[Area]) -> None:
    """Make the near events with two occurrences each, and the far ones with more."""
    kinds = list(Kind)
    far = max(0, count - NEAR)
    events = []
    for number in range(NEAR_EVENTS + far // 20):
        theme, area, kind = _event_values(number)
        events.append(
            Event(
                title=f"Arrangement {number}",
                theme=themes[theme],
                area=areas[area],
                kind=kinds[kind],
                is_online=_has_everything(number),
                is_published=True,
                has_signup=True,
                capacity=20,
            )
        )
    Event.objects.bulk_create(events, batch_size=_BATCH)
    texts = EventText.objects.bulk_create(
        (
            EventText(
                event=event,
                language="da",
                is_original=True,
                title=event.title,
                url=f"/da/kalender/arrangement-{number}/",
            )
            for number, event in enumerate(events)
        ),
        batch_size=_BATCH,
    )
    tags = [Tag.objects.create(name=name, slug=name) for name in (FREQUENT_TAG, RARE_TAG)]
    tagged = EventText.tags.through
    tagged.objects.bulk_create(
        tagged(eventtext=text, tag=tags[_event_values(number) == (2, 2, 2)])
        for number, text in enumerate(texts)
        if _has_everything(number)
    )
    Occurrence.objects.bulk_create(_occurrences(events, far), batch_size=_BATCH)


def _has_everything(number: int) -> bool:
    """Return whether the event is online, tagged, and has places left."""
    return _event_values(number) == (0, 0, 0) or (number < NEAR_EVENTS and number % 10 == 9)


def _occurrences(events: list[Event], far: int) -> Iterator[Occurrence]:
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    near = NEAR // 2
    for number in range(near):
        for hours in (-6 - 24 * number, 6 + 24 * number):
            yield _occurrence(events, number, start + datetime.timedelta(hours=hours))
    # Before and after the span of the feeds.
    for number in range(far):
        later = number % 2
        hours = (24 * 410 if later else -24 * 70) + (number // 2) * (1 if later else -1)
        event = near + number % max(1, len(events) - near)
        yield _occurrence(events, event, start + datetime.timedelta(hours=hours))


def _occurrence(events: list[Event], number: int, begins: datetime.datetime) -> Occurrence:
    return Occurrence(
        event=events[number],
        recurrence_id=begins,
        starts_at=begins,
        ends_at=begins + datetime.timedelta(hours=2),
        capacity=20,
        taken=5 if _has_everything(number) else 20,
    )
