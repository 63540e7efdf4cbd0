"""A plain run is the fast suite; the others run when they are named."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests import suites


def collected(root):
    """The folders below tests/ that a plain run would run."""
    environment = {name: value for name, value in os.environ.items() if name != "CLOCK"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-qq", "--collect-only"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("tests/")]
    return {line.split("/")[1] for line in lines}


def test_a_plain_run_is_the_fast_suite(root):
    folders = {path.name for path in suites.TESTS.iterdir() if any(path.rglob("test_*.py"))}
    assert set(suites.SLOW) <= folders
    assert collected(root) == folders - set(suites.SLOW)


@pytest.mark.parametrize(
    ("arguments", "runs"),
    [
        (["tests"], set()),
        (["tests/events"], set()),
        (["tests/races"], {"races"}),
        (["tests/races/test_erase.py::test_a"], {"races"}),
        (["tests/races", "tests/sweeps", "tests/core"], {"races", "sweeps"}),
    ],
)
def test_another_suite_runs_when_it_or_a_file_of_it_is_named(root, arguments, runs):
    config = SimpleNamespace(args=arguments, invocation_params=SimpleNamespace(dir=root))
    left_out = {
        name for name, folder in suites.SLOW.items() if suites.pytest_ignore_collect(folder, config)
    }
    assert left_out == set(suites.SLOW) - runs


def test_a_run_is_called_after_what_it_runs():
    tests = suites.TESTS
    assert suites.name_of([tests]) == "fast"
    assert suites.name_of([tests / "events", tests / "forum" / "test_reply.py"]) == "fast"
    assert suites.name_of([tests / "sweeps" / "test_routes.py"]) == "sweeps"
    assert suites.name_of([tests / "sweeps", tests / "forum"]) == "mixed"


def test_ci_has_a_budget_for_every_suite_it_runs(root):
    ci = (root / ".ci" / "run").read_text()
    named = [line.split('"')[1] for line in ci.splitlines() if line.startswith("run_suite ")]
    budgets = (root / ".ci" / "budgets.txt").read_text().splitlines()
    known = [line.rsplit(maxsplit=1)[0].strip() for line in budgets if line and line[0] != "#"]
    assert sorted(name.partition(", at ")[0] for name in named) == sorted(known)
    assert {name.partition(",")[0] for name in named} == {suites.FAST, *suites.SLOW}
