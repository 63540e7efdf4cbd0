"""Alerts and dashboard of deploy/monitoring name metrics that the hub exports, in valid PromQL."""

import json
import re

import promql_parser
import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from core.request_counts import with_request_counts
from tests.wsgi_client import get

TOKEN = "a-token-of-the-monitor-42"
# What Prometheus adds to each metric.
OF_PROMETHEUS = {"job", "instance"}
# Metrics of Prometheus itself and of node_exporter 1.x.
OF_OTHERS = {
    "up": set(),
    "node_filesystem_avail_bytes": {"device", "fstype", "mountpoint"},
    "node_filesystem_size_bytes": {"device", "fstype", "mountpoint"},
    "node_timex_offset_seconds": set(),
}


@pytest.fixture
def exported(db, settings) -> dict[str, set[str]]:
    """The names of all metrics, with their labels."""
    settings.METRICS_TOKEN = TOKEN

    def application(environ, start_response):
        start_response("200 OK", [])
        return []

    # Requests are exported once there was one.
    get(with_request_counts(application, ()), "/")
    text = Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    return {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read_alerts(root) -> list[dict[str, object]]:
    text = (root / "deploy" / "monitoring" / "hub-alerts.yml").read_text()
    return [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]


def read_panels(root) -> list[dict[str, object]]:
    text = (root / "deploy" / "monitoring" / "hub-dashboard.json").read_text()
    return [panel for panel in json.loads(text)["panels"] if panel["type"] != "row"]


def parsed(text: str) -> promql_parser.Expr:
    return promql_parser.parse(text.replace("$__rate_interval", "5m"))


def uses_of(expression: promql_parser.Expr) -> list[tuple[str, set[str]]]:
    """Return the name of each metric, and the labels that its selector names."""
    found: list[tuple[str, set[str]]] = []

    def visit(part: promql_parser.Expr) -> None:
        if isinstance(part, promql_parser.VectorSelector):
            found.append((part.name, {matcher.name for matcher in part.matchers.matchers}))

    promql_parser.walk(expression, visit)
    return found


def grouped_by(expression: promql_parser.Expr) -> set[str]:
    """Return the labels that aggregations name."""
    labels: set[str] = set()

    def visit(part: promql_parser.Expr) -> None:
        if isinstance(part, promql_parser.AggregateExpr) and part.modifier:
            labels.update(part.modifier.labels)

    promql_parser.walk(expression, visit)
    return labels


def faults_of(text: str, exported: dict[str, set[str]]) -> list[str]:
    """Return what an expression names that there is not."""
    expression = parsed(text)
    known = exported | OF_OTHERS
    uses = uses_of(expression)
    assert uses, text
    unknown = [name for name, _labels in uses if name not in known]
    of_these = set().union(*(known.get(name, set()) for name, _labels in uses))
    labels = grouped_by(expression).union(*(labels for _name, labels in uses))
    return unknown + sorted(labels - of_these - OF_PROMETHEUS)


def test_alerts_name_what_is_exported(root, exported):
    for rule in read_alerts(root):
        assert faults_of(rule["expr"], exported) == [], rule["alert"]


def test_alerts_are_whole(root):
    rules = read_alerts(root)

    names = [rule["alert"] for rule in rules]
    assert len(set(names)) == len(names) > 8
    for rule in rules:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["action"]
        promql_parser.parse_duration(rule["for"])


def test_the_dashboard_names_what_is_exported(root, exported):
    panels = read_panels(root)

    assert len(panels) > 10
    for panel in panels:
        for target in panel["targets"]:
            assert faults_of(target["expr"], exported) == [], panel["title"]
            # What a legend fills in is a label that is left.
            for label in re.findall(r"{{\s*(\w+)\s*}}", target.get("legendFormat", "")):
                assert label in grouped_by(parsed(target["expr"])), panel["title"]


def test_the_panels_have_ids_of_their_own_and_do_not_overlap(root):
    panels = read_panels(root)

    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _y in cells) < 24


def test_the_operators_read_of_every_metric_and_of_no_other(root, exported):
    text = (root / "docs" / "operators.md").read_text()
    section = text.partition("### Metrics and alerts")[2].partition("\n## ")[0]
    rows = "".join(line for line in section.splitlines() if line.startswith("| `hub_"))

    described = set(re.findall(r"`(hub_\w+)", rows))
    families = {re.sub("_(bucket|sum|count)$", "", name) for name in exported}
    assert described == families


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("hub_a", []),
        ('rate(hub_a{kind="b", job="hub"}[5m])', []),
        ("max by (kind) (hub_a) / hub_a", []),
        ("hub_b", ["hub_b"]),
        ('hub_a{colour="red"}', ["colour"]),
        ("sum by (colour) (hub_a)", ["colour"]),
        ("absent(hub_a or increase(hub_b[$__rate_interval]))", ["hub_b"]),
    ],
)
def test_what_is_not_exported_is_found(text, faults):
    assert faults_of(text, {"hub_a": {"kind"}}) == faults


def test_an_expression_that_is_none_is_refused():
    with pytest.raises(ValueError, match="unclosed left parenthesis"):
        parsed("sum(hub_a")
