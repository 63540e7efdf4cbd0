"""Metrics that the processes count together: requests, their durations, and the page cache."""

from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from core.caching.changes import changes
from core.caching.shared_counts import counts
from core.caching.stored_pages import bytes_held
from core.request_counts import BOUND_NAMES, MICROSECONDS, REQUESTS

# Answers of the page cache: a page in memory, one that was dropped a moment ago, one that another
# request was making, and none.
_CACHE_RESULTS = {"hits": "hit", "stale": "stale", "waited": "waited", "misses": "miss"}


def request_metrics() -> Iterator[Metric]:
    """Yield them, with what this process has counted so far. One look into the shared counts."""
    counts.report()
    shared = changes.figures()
    yield from _requests(shared)
    yield from _page_cache(shared)


def _requests(shared: dict[str, int]) -> Iterator[Metric]:
    by_status: Counter[tuple[str, str, str]] = Counter()
    by_bound: Counter[tuple[str, str]] = Counter()
    seconds: dict[str, float] = {}
    for name, number in shared.items():
        kind, *words = name.split(" ", 1)
        if kind == REQUESTS:
            method, status, bound, route = words[0].split(" ", 3)
            by_status[route, method, status] += number
            by_bound[route, bound] += number
        elif kind == MICROSECONDS:
            seconds[words[0]] = number / 1_000_000
    requests = CounterMetricFamily(
        "hub_requests",
        "Requests, without probes, by the name of their route.",
        labels=["route", "method", "status"],
    )
    for labels in sorted(by_status):
        requests.add_metric(labels, by_status[labels])
    yield requests
    durations = HistogramMetricFamily(
        "hub_request_seconds", "Seconds until the answer begins.", labels=["route"]
    )
    for route in sorted({route for route, _bound in by_bound}):
        total, buckets = 0, []
        for bound in BOUND_NAMES:
            total += by_bound[route, bound]
            buckets.append((bound, total))
        durations.add_metric([route], buckets, seconds.get(route, 0.0))
    yield durations


def _page_cache(shared: dict[str, int]) -> Iterator[Metric]:
    answers = CounterMetricFamily(
        "hub_page_cache_requests", "Requests that the page cache could answer.", labels=["result"]
    )
    for figure, result in _CACHE_RESULTS.items():
        answers.add_metric([result], shared.get(figure, 0))
    yield answers
    yield GaugeMetricFamily(
        "hub_page_cache_bytes",
        "Memory that pages take in the process that answers now; each has its own.",
        bytes_held(),
    )
    yield GaugeMetricFamily(
        "hub_page_cache_limit_bytes",
        "Memory that pages may take in each process.",
        settings.PAGE_CACHE_MEGABYTES * 1024 * 1024,
    )
