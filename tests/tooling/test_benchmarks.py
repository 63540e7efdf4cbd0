"""The logic of the benchmarks: what they count, and what they call missed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import growth, measured_server, pages, per_database, process_memory, signups
from benchmarks import processor_time as times
from benchmarks.growth import Growth
from benchmarks.measured_server import Rows

POSTGRES = "postgres://hub@127.0.0.1:5432/hub"

# --- Processor time ----------------------------------------------------------------------------


def test_processor_time_is_the_sum_of_what_each_thread_used():
    before = {"1/1": 10.0, "2/2": 3.0}
    assert times.between(before, {"1/1": 10.5, "2/2": 3.0, "3/3": 0.25}) == 0.75


def test_a_thread_that_ended_is_an_error_and_no_gain():
    with pytest.raises(times.ThreadEndedError, match="2/2"):
        times.between({"1/1": 10.0, "2/2": 3.0}, {"1/1": 10.5})


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="reads /proc")
def test_own_processor_time_grows():
    # Exactly: in steps of some milliseconds, most of such short rounds would take no time.
    for _round in range(20):
        before = times.of_processes([os.getpid()])
        sum(range(10_000))
        spent = times.between(before, times.of_processes([os.getpid()]))
        assert spent > 0


# --- Pages -------------------------------------------------------------------------------------


def result_of(state: str, ratio: float, queries: int = 5) -> dict:
    key = f"threads {state}"
    return {"milliseconds": {key: 7}, "ratios": {key: ratio}, "queries": {"threads": queries}}


@pytest.mark.parametrize(
    ("database", "state", "ratio", "queries", "is_held"),
    [
        ("sqlite", "cached", 1.5, 99, True),
        ("sqlite", "cached", 1.51, 0, False),
        ("postgres", "cached", 2, 0, True),
        ("postgres", "cached", 2.1, 0, False),
        ("sqlite", "uncached", 2, 5, True),
        ("sqlite", "uncached", 2, 6, False),
        ("sqlite", "uncached", 2.01, 5, False),
        # Whoever is signed in may cost one more, and make more queries.
        ("postgres", "signed_in", 3, 99, True),
        ("postgres", "signed_in", 3.1, 5, False),
    ],
)
def test_a_page_is_judged_by_its_ratio_and_its_queries(database, state, ratio, queries, is_held):
    line, held, shown = pages.judge(database, "threads", state, result_of(state, ratio, queries))
    assert (held, shown) == (is_held, ratio)
    assert ("MISSED" in line) is not is_held


@pytest.mark.parametrize(
    ("hits", "is_hit", "message"),
    [
        (100, True, None),
        (99, True, None),
        (90, True, "90 times of 100 only"),
        (0, False, None),
        (1, False, "came from the page cache"),
    ],
)
def test_a_page_must_come_from_where_it_is_said_to(hits, is_hit, message):
    if message is None:
        measured_server.check_hits("/da/", hits, 100, is_hit=is_hit)
        return
    with pytest.raises(RuntimeError, match=message):
        measured_server.check_hits("/da/", hits, 100, is_hit=is_hit)


def test_a_page_must_have_its_rows():
    page = '<article\n  class="post" id="1"><article class="post post--hidden"><p class="post__x">'
    measured_server.check_rows("/da/", page, Rows(2, r'class="post[\s"]'))
    with pytest.raises(RuntimeError, match="has 2 rows instead of 3"):
        measured_server.check_rows("/da/", page, Rows(3, r'class="post[\s"]'))


@pytest.mark.parametrize(
    ("half", "full", "is_held"),
    [(180, 189, True), (180, 190, False), (199, 201, False), (150, 140, True)],
)
def test_memory_may_not_grow(half, full, is_held):
    _line, held, megabytes = process_memory.judge(half << 20, full << 20)
    assert (held, megabytes) == (is_held, full)


# --- Growth ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("small", "large", "queries", "is_held"),
    [
        ([10, 10, 10], [12, 12, 12], (5, 5), True),
        ([10, 10, 10], [12.1, 12.1, 12.1], (5, 5), False),
        # One round of a busy machine does not decide.
        ([10, 20, 10], [30, 22, 11], (5, 5), True),
        ([10, 10, 10], [10, 10, 10], (5, 6), False),
        ([10, 10, 10], [10, 10, 10], (5, 4), True),
    ],
)
def test_growth_is_the_median_of_the_rounds(small, large, queries, is_held):
    grown = Growth("lists", small, large, *queries)
    assert grown.is_held is is_held
    assert ("MISSED" in grown.row("sqlite", "threads")) is not is_held


def test_the_figure_of_a_group_is_its_worst_page():
    grown = {
        "a": Growth("lists", [10], [11]),
        "b": Growth("lists", [10], [15]),
        "c": Growth("feeds", [10], [9]),
    }
    assert growth.worst(grown) == {"lists": 1.5, "feeds": 0.9}


# --- Sign-ups ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({}, []),
        ({"signups_per_hello": signups.TARGET}, []),
        ({"signups_per_hello": signups.TARGET - 0.01}, ["signups_per_hello"]),
        ({"oversold": 1}, ["oversold"]),
        ({"errors": 2}, ["errors"]),
    ],
)
def test_signups_are_judged_by_their_ratio_and_by_errors(changes, failed):
    result = {"signups_per_hello": 99, "oversold": 0, "errors": 0} | changes
    assert signups.misses(result) == failed


@pytest.mark.parametrize(("ratio", "is_slower"), [(3.3, False), (2.7, False), (2.69, True)])
def test_signups_may_not_be_slower_than_before(ratio, is_slower):
    assert signups.is_slower(ratio, before=3.0) == is_slower


def test_an_earlier_commit_is_judged_by_the_hellos_beside_it():
    figures = {
        "signups_per_minute_sqlite": "1200",
        "signups_per_minute_postgres": "skipped",
        "bare_updates_per_minute_sqlite": "9000",
    }
    assert signups.ratios(figures, hellos=400) == {"sqlite": 3.0}


def test_the_figures_of_an_earlier_commit_are_in_its_last_line():
    written = "sqlite: signups=3\nsignups_per_minute_sqlite=1200 target=3000\n"
    assert signups.read_figures(written)["signups_per_minute_sqlite"] == "1200"


@pytest.mark.parametrize("written", ["", "Traceback\nValueError: no\n"])
def test_an_earlier_commit_without_figures_ends_the_benchmark(written):
    with pytest.raises(SystemExit):
        signups.read_figures(written)


# --- One process for each database --------------------------------------------------------------


def test_databases_that_are_measured():
    assert list(per_database.urls({}, "pages")) == ["sqlite"]
    with_server = {"DATABASE_URL": POSTGRES}
    assert list(per_database.urls(with_server, "pages")) == ["sqlite", "postgres"]
    only = with_server | {"DATABASES": "postgres"}
    assert per_database.urls(only, "pages") == {"postgres": POSTGRES}
    with pytest.raises(SystemExit, match="names no server"):
        per_database.urls({"DATABASES": "postgres"}, "pages")


def test_sqlite_goes_without_redis_and_connections_to_postgresql_stay(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:6379/1")
    assert "CACHE_URL" not in per_database.environment_for("sqlite:///hub.sqlite3")
    environment = per_database.environment_for(POSTGRES)
    assert environment["CACHE_URL"] == "redis://127.0.0.1:6379/1"
    assert environment["DATABASE_URL"].startswith(f"{POSTGRES}?conn_max_age=")


@pytest.fixture
def script(tmp_path):
    """Return a benchmark of that body, which makes a file and removes it."""

    def make(body: str) -> Path:
        path = tmp_path / "benchmark.py"
        path.write_text(
            f"""
import json, pathlib, sys, time
sys.path.insert(0, {str(per_database.ROOT)!r})
from benchmarks import per_database

MADE = pathlib.Path({str(tmp_path / "made")!r})

def main():
    print(per_database.measure(__file__, "sqlite:///x.sqlite3", "3", "4"))
    return 0

def measure(arguments):
    MADE.touch()
    try:
{body}
    finally:
        MADE.unlink()

per_database.run(main, measure)
"""
        )
        return path

    return make


def test_a_benchmark_gets_what_its_measurement_says_last(script):
    path = script('        print("loading"); print(json.dumps({"sum": sum(map(int, arguments))}))')
    done = subprocess.run([sys.executable, path], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "{'sum': 7}\n")


def test_a_measurement_that_fails_fails_the_benchmark(script):
    done = subprocess.run(
        [sys.executable, script("        sys.exit(3)")], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "The measurement on sqlite failed." in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_benchmark_that_is_stopped_removes_what_it_made(script, tmp_path, number):
    process = subprocess.Popen(
        [sys.executable, script("        time.sleep(60)")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    made = tmp_path / "made"
    deadline = time.monotonic() + 30
    while not made.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert not made.exists()


def test_json_is_what_a_site_answers(capsys):
    growth.say([1.5, 4])
    assert json.loads(capsys.readouterr().out) == [1.5, 4]
