"""Metrics that the database has: the worker, waiting mail and tasks, seats, moderation."""

import datetime
import math
from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily, Metric

from events.signups.seat_stats import seats
from forum.moderation import queue_stats
from hub.models import Heartbeat
from notifications.delivery.outbox_stats import unsent


def database_metrics() -> Iterator[Metric]:
    """Yield them. Eleven queries, none of them about a person."""
    yield from _worker()
    yield from _outbox()
    yield from _tasks()
    yield from _seats()
    yield from _moderation()


def _worker() -> Iterator[Metric]:
    beats = dict(Heartbeat.objects.values_list("part", "beat_at"))
    ages = GaugeMetricFamily(
        "hub_heartbeat_age_seconds",
        "Seconds since a part of the worker gave a sign of life; infinite if it never has.",
        labels=["part"],
    )
    for part in Heartbeat.Part.values:
        ages.add_metric([part], _age(beats[part]) if part in beats else math.inf)
    yield ages


def _outbox() -> Iterator[Metric]:
    outbox = unsent()
    yield GaugeMetricFamily("hub_outbox_waiting", "Messages to send.", outbox.waiting)
    yield GaugeMetricFamily(
        "hub_outbox_oldest_seconds", "Age of the oldest message to send.", _age(outbox.oldest)
    )
    yield GaugeMetricFamily("hub_outbox_failed", "Messages given up.", outbox.given_up)


def _tasks() -> Iterator[Metric]:
    ready = DBTaskResult.objects.ready().order_by()
    tasks = ready.aggregate(waiting=Count("pk"), oldest=Min("enqueued_at"))
    yield GaugeMetricFamily("hub_tasks_waiting", "Tasks that wait.", tasks["waiting"])
    yield GaugeMetricFamily(
        "hub_tasks_oldest_seconds", "Age of the oldest task that waits.", _age(tasks["oldest"])
    )


def _seats() -> Iterator[Metric]:
    total = seats()
    yield GaugeMetricFamily("hub_seats_taken", "Places taken at all dates to come.", total.taken)
    yield GaugeMetricFamily(
        "hub_seats_capacity", "Places of all dates to come that have a limit.", total.capacity
    )
    yield GaugeMetricFamily("hub_seats_waiting", "People on waiting lists.", total.waiting)


def _moderation() -> Iterator[Metric]:
    waiting = GaugeMetricFamily(
        "hub_moderation_waiting", "What waits for moderators.", labels=["kind"]
    )
    oldest = GaugeMetricFamily(
        "hub_moderation_oldest_seconds", "How long the oldest has waited.", labels=["kind"]
    )
    for kind, (number, since) in queue_stats.waiting().items():
        waiting.add_metric([kind], number)
        oldest.add_metric([kind], _age(since))
    yield waiting
    yield oldest


def _age(since: datetime.datetime | None) -> float:
    """Return the seconds since then; 0 if nothing waits."""
    return max(0.0, (timezone.now() - since).total_seconds()) if since else 0.0
