"""Reads all metrics of the hub when Prometheus asks for them."""

import logging
from collections.abc import Callable, Iterator

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector, CollectorRegistry

from core.version import version
from hub.metrics.database import database_metrics
from hub.metrics.requests import request_metrics

logger = logging.getLogger(__name__)

SOURCES: dict[str, Callable[[], Iterator[Metric]]] = {
    "database": database_metrics,
    "counts": request_metrics,
}


def encoded_metrics(accept: str) -> tuple[bytes, str]:
    """Return all metrics in the format that the header `Accept` prefers, and its content type."""
    registry = CollectorRegistry()
    registry.register(HubCollector())
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class HubCollector(Collector):
    """Yields what can be read: while the database is away, the requests still count."""

    def describe(self) -> list[Metric]:
        """Return nothing, so that registering it reads nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("hub", "The version of the hub.", value={"version": version()})
        up = GaugeMetricFamily(
            "hub_metrics_source_up",
            "Whether this part of the metrics could be read; without it, its metrics are missing.",
            labels=["source"],
        )
        for source, read in SOURCES.items():
            try:
                metrics = list(read())
            except Exception as error:
                logger.warning("Metrics of %s cannot be read: %s", source, type(error).__name__)
                up.add_metric([source], 0)
            else:
                yield from metrics
                up.add_metric([source], 1)
        yield up
