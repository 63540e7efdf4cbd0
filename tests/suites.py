"""The suites: which tests a plain `pytest` runs, and what each run says at its end.

The fast suite is all of tests/ but the folders of SLOW, which run when they are named:
`pytest tests/sweeps`.
"""

import json
import os
import time
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SLOW = {name: TESTS / name for name in ("browser", "sweeps", "races")}
FAST = "fast"
OUTCOMES = ("passed", "failed", "skipped", "xfailed", "xpassed", "error")


def asked_for(config: pytest.Config) -> list[Path]:
    """Return the files and folders that the command line names."""
    here = config.invocation_params.dir
    return [(here / argument.partition("::")[0]).resolve() for argument in config.args]


def is_within(path: Path, folder: Path) -> bool:
    """Return whether `path` is `folder` or in it."""
    return path == folder or folder in path.parents


def name_of(paths: list[Path]) -> str:
    """Return the suite that `paths` belong to, or "mixed"."""
    names = {
        next((name for name, folder in SLOW.items() if is_within(path, folder)), FAST)
        for path in paths
    }
    return names.pop() if len(names) == 1 else "mixed"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the slow folders, unless the command line names one or a file in it."""
    for folder in SLOW.values():
        if collection_path == folder:
            return not any(is_within(path, folder) for path in asked_for(config)) or None
    return None


def pytest_configure(config: pytest.Config) -> None:
    """Record the start; refuse CLOCK for suites whose servers would not use it."""
    config.stash[BEGUN] = time.perf_counter()
    if os.environ.get("CLOCK") and name_of(asked_for(config)) != FAST:
        raise pytest.UsageError(
            "CLOCK is for the fast suite: the servers that other suites start have the true time."
        )


BEGUN = pytest.StashKey[float]()


def pytest_report_header(config: pytest.Config) -> str:
    """Say which suite runs, and at which time."""
    clock = os.environ.get("CLOCK")
    return f"suite: {name_of(asked_for(config))}" + (f", at {clock}" if clock else "")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the suite, how many tests ran, and the seconds; note the same for .ci/run."""
    # The processes of pytest-xdist have a reporter each; the first process counts for all.
    if config.option.collectonly or hasattr(config, "workerinput"):
        return
    stats = terminalreporter.stats
    tests = sum(len(stats.get(outcome, ())) for outcome in OUTCOMES)
    seconds = time.perf_counter() - config.stash[BEGUN]
    suite = name_of(asked_for(config))
    seed = config.getoption("randomly_seed", None)
    order = f", in the order of --randomly-seed={seed}" if isinstance(seed, int) else ""
    terminalreporter.write_sep("=", f"{suite} suite: {tests} tests in {seconds:.0f} s{order}")
    if folder := os.environ.get("SUITE_REPORTS"):
        write_report(Path(folder), suite, tests, seconds, stats)


def write_report(
    folder: Path, suite: str, tests: int, seconds: float, stats: dict[str, list]
) -> None:
    """Write the duration of each test, and each skip with its reason, to `folder`."""
    took: dict[str, float] = {}
    for reports in stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                took[report.nodeid] = took.get(report.nodeid, 0) + report.duration
    skipped = [
        [report.nodeid, str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""]
        for report in stats.get("skipped", ())
    ]
    name = os.environ.get("SUITE_NAME", suite)
    (folder / f"{time.monotonic_ns()}.json").write_text(
        json.dumps(
            {"suite": name, "tests": tests, "seconds": seconds, "took": took, "skipped": skipped}
        )
    )
