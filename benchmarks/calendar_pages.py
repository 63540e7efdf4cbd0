"""Measure the calendar with 50,000 occurrences: `make bench-calendar`.

Makes a temporary database on the server of DATABASE_URL (or a file in var/) with 2,500 events of
twenty occurrences each, half of them past. An anonymous reader loads every view: the first page and
one deep in the list, without filters and with all but the tag, because these events have no pages
and so no tags. Prints one line of figures. Fails if a deep page makes more queries than the first,
or if a page takes more than MAX_CPU_MS of processor time.
"""

import datetime
import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
os.environ.update(
    # Without DEBUG, static files would have to be collected.
    DEBUG="1",
    SECRET_KEY="only-for-measuring",  # noqa: S106
    BASE_URL="http://testserver",
    EMAIL_URL="memorymail://",
    TASKS="database",
    LOG_LEVEL="ERROR",
)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Locale  # noqa: E402

from benchmarks.scratch_database import scratch_database  # noqa: E402
from core import keyset  # noqa: E402
from core.models import Area, Theme, ThemeWording  # noqa: E402
from events.models import Event, Occurrence  # noqa: E402
from events.models.details import Kind  # noqa: E402

OCCURRENCES = int(os.environ.get("OCCURRENCES", "50000"))
TIMES = 20
ROUNDS = 7
MAX_CPU_MS = 500


def main() -> int:
    """Measure and print the figures; return 1 if one exceeds its limit."""
    settings.DEBUG = False
    with scratch_database():
        make_occurrences()
        figures = {name: measure(query) for name, query in queries().items()}
    print(
        f"database={connection.vendor} occurrences={OCCURRENCES} "
        + " ".join(
            f"{name}_ms={figure.milliseconds:.0f} {name}_cpu_ms={figure.cpu_milliseconds:.0f} "
            f"{name}_queries={figure.queries}"
            for name, figure in figures.items()
        )
    )
    failed = [name for name, figure in figures.items() if figure.cpu_milliseconds > MAX_CPU_MS]
    failed += [
        f"{view}_far"
        for view in ("agenda", "past")
        # A deep page has one more query, for the link to newer events.
        if figures[f"{view}_far"].queries > figures[view].queries + 1
    ]
    for name in failed:
        print(f"Failed: {name}.", file=sys.stderr)
    return int(bool(failed))


def make_occurrences() -> None:
    """Make the occurrences, half in the past and half in the future."""
    themes = Theme.objects.bulk_create(
        Theme(slug=f"theme-{number}", colour="brick", icon="meetup", order=number)
        for number in range(6)
    )
    danish = Locale.get_active()
    ThemeWording.objects.bulk_create(
        ThemeWording(theme=theme, name=theme.slug, summary=theme.slug, locale=danish)
        for theme in themes
    )
    areas = Area.objects.bulk_create(
        Area(name=f"Area {number}", slug=f"area-{number}") for number in range(12)
    )
    kinds = list(Kind)
    events = Event.objects.bulk_create(
        Event(
            title=f"Event {number}",
            theme=themes[number % len(themes)],
            area=areas[number % len(areas)],
            kind=kinds[number % len(kinds)],
            is_online=number % 5 == 0,
            is_published=True,
        )
        for number in range(OCCURRENCES // TIMES)
    )
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    half = OCCURRENCES // 2
    Occurrence.objects.bulk_create(
        (
            Occurrence(
                event=events[number % len(events)],
                recurrence_id=begins,
                starts_at=begins,
                ends_at=begins + datetime.timedelta(hours=2),
                capacity=20,
                taken=20 if number % 3 else 5,
            )
            for number in range(OCCURRENCES)
            for begins in [start + datetime.timedelta(hours=number - half)]
        ),
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def queries() -> dict[str, dict[str, str]]:
    """Return the URL parameters of each page, by name."""
    now = timezone.now()
    far = OCCURRENCES // 2 - 100
    theme, area = Theme.objects.order_by("pk")[0].slug, Area.objects.order_by("pk")[0].slug
    filters = {"theme": theme, "area": area, "kind": Kind.TALK, "free": "1", "online": "1"}
    return {
        "agenda": {},
        "agenda_far": {"after": keyset.encode(now + datetime.timedelta(hours=far), 1)},
        "agenda_filtered": filters,
        "past": {"view": "past"},
        "past_far": {
            "view": "past",
            "after": keyset.encode(now - datetime.timedelta(hours=far), 1),
        },
        "past_filtered": {"view": "past", **filters},
        "week": {"view": "week"},
        "month": {"view": "month"},
        "month_filtered": {"view": "month", **filters},
    }


@dataclass(frozen=True)
class Figure:
    milliseconds: float
    cpu_milliseconds: float
    queries: int


def measure(query: dict[str, str]) -> Figure:
    """Load a page `ROUNDS` times; return the median times and the number of queries."""
    client, url = Client(), f"/da/kalender/?{urlencode(query)}"
    times, cpu_times = [], []
    for _round in range(ROUNDS):
        started, cpu_started = time.perf_counter(), time.process_time()
        response = client.get(url)
        times.append(1000 * (time.perf_counter() - started))
        cpu_times.append(1000 * (time.process_time() - cpu_started))
        if response.status_code != 200:
            raise SystemExit(f"{url}: {response.status_code}")
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return Figure(statistics.median(times), statistics.median(cpu_times), len(captured))


if __name__ == "__main__":
    sys.exit(main())
