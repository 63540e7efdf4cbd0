"""CLOCK starts the tests at another time, and CI draws one."""

import os
import subprocess
import sys

import pytest

from tests import clock


def collect(root, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "--collect-only", *arguments],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def test_a_moment_is_the_one_in_copenhagen():
    assert clock.moment_of("2027-03-28 00:30").isoformat() == "2027-03-28T00:30:00+01:00"
    assert clock.moment_of("2027-07-01 00:30").isoformat() == "2027-07-01T00:30:00+02:00"


@pytest.mark.parametrize("text", ["tomorrow", "2027-02-29 12:00", "2027-03-28", "2027-03-28 02:30"])
def test_a_moment_that_there_is_not_is_refused_in_one_line(text):
    with pytest.raises(ValueError, match=f"^CLOCK is “{text}”.*$"):
        clock.moment_of(text)


def test_a_run_with_a_bad_clock_ends_with_that_line(root):
    done = collect(root, "tests/core", CLOCK="noon")
    assert done.returncode != 0
    assert [line for line in (done.stdout + done.stderr).splitlines() if line] == [
        "CLOCK is “noon”. It must be like “2027-03-28 00:30”."
    ]


def test_what_is_drawn_depends_on_the_seed_alone_and_is_a_time():
    drawn = [clock.draw(seed) for seed in range(300)]
    assert drawn == [clock.draw(seed) for seed in range(300)]
    assert all(clock.moment_of(text) for text in drawn)
    assert len(set(drawn)) > 100
