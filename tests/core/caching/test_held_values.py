"""Values that are held until a row behind them changes, whoever changes it and however."""

import datetime
import sqlite3
from unittest import mock

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from core.caching import change_log
from core.caching.change_log import FileLog, RedisLog
from core.caching.changes import LOOK_SECONDS, Changes
from core.caching.held_values import HeldValues
from core.caching.tracking import part, recorded_reads
from core.models import Area, Theme
from tests.factories import make_area

# --- Which changes drop a value ----------------------------------------------------------------


class Counted:
    """A held list of the towns' names, which counts how often it is computed."""

    def __init__(self) -> None:
        self.values: HeldValues[list[str]] = HeldValues()
        self.computed = 0

    def names(self) -> list[str]:
        return self.values.get("names", self._compute)

    def _compute(self) -> list[str]:
        self.computed += 1
        return list(Area.objects.order_by("pk").values_list("name", flat=True))


@pytest.fixture
def held(committed):
    """The value is computed, and nothing is uncommitted."""
    counted = Counted()
    counted.names()
    return counted


def test_value_is_computed_once(held):
    assert held.names() == held.names()
    assert held.computed == 1


def test_values_that_are_not_held_are_computed_together(committed):
    values: HeldValues[str] = HeldValues()
    asked = []

    def names(keys):
        asked.append(keys)
        return dict(Area.objects.filter(pk__in=keys).values_list("pk", "name"))

    areas = [make_area(name) for name in ("Sindal", "Skagen", "Bispebjerg")]
    keys = [area.pk for area in areas]
    values.get_many(keys[:1], names)
    nobody = 0
    found = values.get_many([*keys, nobody], names)
    assert found == {area.pk: area.name for area in areas}
    assert asked == [keys[:1], [*keys[1:], nobody]]
    areas[2].delete()
    assert list(values.get_many(keys, names)) == keys[:2]


def test_value_is_dropped_by_a_new_row(held):
    area = make_area("Bispebjerg")
    assert area.name in held.names()
    area.delete()
    assert "Bispebjerg" not in held.names()
    assert held.computed == 3


def by_update(area):
    Area.objects.filter(pk=area.pk).update(name="Nyby")


def by_bulk_update(area):
    area.name = "Nyby"
    Area.objects.bulk_update([area], ["name"])


def by_raw_sql(area):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_area SET name = 'Nyby' WHERE id = %s", [area.pk])


def by_many_statements(area):
    with connection.cursor() as cursor:
        cursor.executemany('UPDATE "core_area" SET name = %s WHERE id = %s', [("Nyby", area.pk)])


def in_a_savepoint(area):
    with transaction.atomic(), transaction.atomic():
        by_update(area)


@pytest.mark.parametrize(
    "change", [by_update, by_bulk_update, by_raw_sql, by_many_statements, in_a_savepoint]
)
def test_value_is_dropped_by_every_kind_of_write(held, change):
    area = make_area("Gammelby")
    assert "Gammelby" in held.names()
    change(area)
    assert "Nyby" in held.names()


def test_other_tables_do_not_drop_it(held):
    Theme.objects.create(slug="nyt", order=99)
    held.names()
    assert held.computed == 1


def test_rollback_drops_nothing(held):
    with transaction.atomic():
        make_area("Aldrig")
        transaction.set_rollback(True)
    held.names()
    assert held.computed == 1


def test_uncommitted_rows_are_seen_and_not_held(held):
    with transaction.atomic():
        make_area("Bispebjerg")
        assert "Bispebjerg" in held.names()
        transaction.set_rollback(True)
    assert "Bispebjerg" not in held.names()


def test_value_depends_on_the_values_inside_it(held):
    outer: HeldValues[int] = HeldValues()
    count = mock.Mock(side_effect=lambda: len(held.names()))
    before = outer.get("count", count)
    Theme.objects.create(slug="nyt", order=99)
    outer.get("count", count)
    assert count.call_count == 1
    make_area("Bispebjerg")
    assert outer.get("count", count) == before + 1


# --- Parts of a table --------------------------------------------------------------------------


def reads_of(name: str):
    with recorded_reads() as reads, part(name):
        list(Area.objects.all())
    return reads


@pytest.mark.parametrize(
    ("written", "read", "is_current"),
    [
        ("town:1", "town:1", False),
        ("town:1", "town:2", True),
        ("town:1", "", False),  # who reads the whole table sees every part
        ("", "town:1", False),  # who does not say which part writes to all
    ],
)
def test_part_of_a_table(committed, written, read, is_current):
    reads = reads_of(read)
    with part(written):
        make_area("Bispebjerg")
    assert reads.are_current() is is_current


# --- What other processes change ---------------------------------------------------------------


@pytest.fixture(params=["file", "redis"])
def two_processes(request, tmp_path, settings):
    """Two `Changes` as two processes have them, which look at once."""
    if request.param == "redis":
        location = settings.CACHES["default"].get("LOCATION", "")
        if "redis" not in str(location):
            pytest.skip("The cache of this run is not Redis.")
        key = f"{settings.CACHES['default'].get('KEY_PREFIX', '')}:changes-of-{tmp_path.name}"
        logs = [RedisLog(location, key) for _process in range(2)]
    else:
        logs = [FileLog(tmp_path / "changes.sqlite3") for _process in range(2)]
    pair = [Changes(), Changes()]
    for process, log in zip(pair, logs, strict=True):
        process._log = log
        look(process)
    return pair


def look(process: Changes) -> None:
    """Look into the log as if `LOOK_SECONDS` had passed."""
    process._looked_at = float("-inf")
    process.catch_up()


def test_change_of_another_process_is_learned(two_processes):
    mine, other = two_processes
    since = mine.now
    other.announce(["core_area"])
    look(mine)
    assert mine.have_changed(["core_area"], since)
    assert not mine.have_changed(["core_theme"], since)


def test_own_change_counts_at_once_and_only_once(two_processes):
    mine, _other = two_processes
    since = mine.now
    mine.announce(["core_area"])
    assert mine.have_changed(["core_area"], since)
    since = mine.now
    look(mine)
    assert not mine.have_changed(["core_area"], since)


def test_log_is_read_at_most_every_half_second(two_processes):
    mine, _other = two_processes
    mine._looked_at = float("inf")
    with mock.patch.object(mine, "_look") as looked:
        mine.catch_up()
    assert not looked.called
    assert LOOK_SECONDS <= 1


def test_who_is_too_far_behind_drops_everything(two_processes):
    mine, other = two_processes
    since = mine.now
    with mock.patch.object(change_log, "_LENGTH", 2):
        for number in range(300):
            other.announce([f"table_{number}"])
    look(mine)
    assert mine.have_changed(["core_area"], since)


def test_without_the_log_nothing_is_believed_and_nothing_fails(two_processes):
    mine, other = two_processes
    with mock.patch.object(mine, "_log") as log:
        log.read.side_effect = log.append.side_effect = sqlite3.OperationalError("away")
        look(mine)
        assert mine.is_cut_off
        mine.announce(["core_area"])
    since = other.now
    # It is back: others hear of what happened meanwhile.
    look(mine)
    assert not mine.is_cut_off
    look(other)
    assert other.have_changed(["core_area"], since)


def test_many_names_take_bounded_memory(two_processes):
    mine, _other = two_processes
    since = mine.now
    with mock.patch("core.caching.changes._MOST_NAMES", 10):
        mine.announce([f"thread:{number}" for number in range(25)])
    assert len(mine._changed_at) <= 11
    assert mine.have_changed(["thread:0"], since)


def test_value_that_depends_on_the_time_is_old_in_time(committed):
    moment = timezone.now() + datetime.timedelta(minutes=5)
    counted: list[int] = []
    values: HeldValues[int] = HeldValues(until=lambda _value: moment)

    def compute() -> int:
        counted.append(1)
        return len(counted)

    assert [values.get("key", compute), values.get("key", compute)] == [1, 1]
    with time_machine.travel(moment, tick=False):
        assert values.get("key", compute) == 2
