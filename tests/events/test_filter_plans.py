"""The statements of lists that are filtered to the events of frequent values."""

import datetime

import pytest
from django.db import connection

from events.models import Occurrence
from events.models.details import Kind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def frequent(monkeypatch, theme, area):
    """Let all values count as frequent; return occurrences that have them, and one that has not."""
    monkeypatch.setattr("events.models.few_events._FEW", 0)
    occurrences = []
    for days in (5, 3, 9):
        occurrence = factories.make_occurrence(
            theme, area=area, starts_at=factories.at_five_in(days)
        )
        for language in ("da", "en"):
            factories.make_event_text(
                occurrence.event, language, tags=["natur"], is_original=language == "da"
            )
        occurrences.append(occurrence)
    other = factories.make_occurrence(
        factories.make_theme("another"), starts_at=factories.at_five_in(4)
    )
    factories.make_event_text(other.event, tags=["skak"])
    return occurrences, other


@pytest.fixture
def theme():
    return factories.make_theme("frequent")


@pytest.fixture
def area():
    return factories.make_area("Vest")


def test_frequent_values_find_each_occurrence_once_in_the_order_of_time(frequent, theme):
    [fifth, third, ninth], other = frequent
    found = Occurrence.objects.upcoming().about(theme=theme.pk, kind=Kind.OTHER, tag="natur")
    assert list(found) == [third, fifth, ninth]
    assert list(Occurrence.objects.upcoming().about(tag="skak")) == [other]
    assert list(Occurrence.objects.upcoming().about(theme=theme.pk, tag="skak")) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by its statistics")
@pytest.mark.parametrize("values", [{"kind": Kind.OTHER}, {"kind": Kind.OTHER, "tag": "natur"}])
def test_sqlite_reads_frequent_values_in_the_order_of_time(frequent, theme, area, values):
    for found in (
        Occurrence.objects.upcoming().about(theme=theme.pk, area=area.pk, **values),
        Occurrence.objects.past().about(theme=theme.pk, area=area.pk, **values),
    ):
        plan = found.for_listing()[:20].explain()
        assert "SEARCH events_occurrence USING INDEX occurrence_in_time" in plan
        assert "TEMP B-TREE" not in plan


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL hashes a subquery")
def test_postgresql_looks_up_a_frequent_tag_row_by_row(frequent):
    found = Occurrence.objects.upcoming().about(tag="natur")[:20]
    plan = found.explain()
    assert "SubPlan" in plan
    assert "hashed SubPlan" not in plan


def test_the_index_of_time_has_the_end(frequent):
    """Without the row of an occurrence, a list knows that it has ended."""
    [index] = [each for each in Occurrence._meta.indexes if each.name == "occurrence_in_time"]
    start = factories.at_five_in(1)
    week = Occurrence.objects.touching(start, start + datetime.timedelta(days=7))
    assert index.fields == ["starts_at", "id", "ends_at"]
    if connection.vendor == "sqlite":
        assert "INDEX occurrence_in_time (starts_at>? AND starts_at<?)" in week.explain()
