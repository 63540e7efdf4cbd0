"""Print the duration of each suite with its budget, and the ten slowest tests."""

import json
import sys
from pathlib import Path

BUDGETS = Path(__file__).with_name("budgets.txt")
SLOWEST = 10


def read_budgets() -> dict[str, int]:
    """Return the seconds that each suite may take."""
    lines = [line for line in BUDGETS.read_text().splitlines() if line and line[0] != "#"]
    pairs = (line.rsplit(maxsplit=1) for line in lines)
    return {name.strip(): int(seconds) for name, seconds in pairs}


def budget_of(suite: str, budgets: dict[str, int]) -> int:
    """Return the seconds for a suite; its name may go on: "fast, SQLite, at 2027-03-28 00:30"."""
    found = [seconds for name, seconds in budgets.items() if suite.startswith(name)]
    if not found:
        sys.exit(f"{BUDGETS.name} has no line for “{suite}”.")
    return found[0]


def main(folder: str) -> None:
    """Read the reports that tests/suites.py wrote into `folder`, in the order of their names."""
    reports = [json.loads(path.read_text()) for path in sorted(Path(folder).glob("*.json"))]
    if not reports:
        sys.exit("No suite has run.")
    budgets = read_budgets()
    for report in reports:
        allowed, seconds = budget_of(report["suite"], budgets), report["seconds"]
        over = "  OVER ITS BUDGET" if seconds > allowed else ""
        spent = f"{seconds:5.0f} s of {allowed:4} s{over}"
        print(f"{report['suite']:40} {report['tests']:5} tests {spent}")
    took = [
        (seconds, test, report["suite"])
        for report in reports
        for test, seconds in report["took"].items()
    ]
    print(f"\nThe {SLOWEST} slowest tests, set-up included:")
    for seconds, test, suite in sorted(took, reverse=True)[:SLOWEST]:
        print(f"{seconds:7.1f} s  {test}  ({suite})")


if __name__ == "__main__":
    main(*sys.argv[1:])
