"""Run `make run`, load some pages, press Ctrl-C, and do it again.

Fails if the site does not start, takes too much memory or time, or leaves a process running.
Reads /proc, so it needs Linux.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from console import ROOT
from dev_server import DEMO_ACCOUNTS, free_port
from processes import status_of

MEMORY_MB = 500
# The first start installs the packages and makes the demo.
FIRST_START_SECONDS = 600
SECOND_START_SECONDS = 30


def descendants(root: int) -> list[int]:
    """Return the process `root` and all its descendants."""
    processes = [root]
    for process in processes:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            # A thread may end between the listing and the reading.
            with suppress(FileNotFoundError, ProcessLookupError):
                processes += [int(child) for child in children.read_text().split()]
    return processes


def memory_mb(processes: list[int]) -> float:
    """Return the memory of the processes in MB, counting shared memory once."""
    total = 0
    for process in processes:
        with suppress(FileNotFoundError, ProcessLookupError):  # It has ended.
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1000


def start_and_stop(port: int, patience: float) -> None:
    """Start the demo site, check it, and stop it as Ctrl-C does.

    `patience` is the time in seconds that the site may take to start.
    """
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        make = subprocess.Popen(
            ["make", "run", f"PORT={port}", f"PYTHON={sys.executable}"],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

        def printed() -> str:
            output.seek(0)
            return output.read()

        try:
            while "Ctrl-C ends it" not in printed():
                if make.poll() is not None or time.monotonic() - started > patience:
                    sys.exit(f"{printed()}\nThe site did not come up in {patience:.0f} seconds.")
                time.sleep(0.2)
            seconds = time.monotonic() - started
            for address, _role in DEMO_ACCOUNTS:
                assert address in printed(), f"{address} was not announced"
            for path in ("/", "/da/", "/en/", "/admin/"):
                status = status_of(f"http://127.0.0.1:{port}{path}")
                assert status == 200, f"{path} answers {status}"
            processes = descendants(make.pid)
            used = memory_mb(processes)
            print(f"Up in {seconds:.1f} s, with {used:.0f} MB in {len(processes)} processes.")
            assert used < MEMORY_MB, f"{used:.0f} MB are more than {MEMORY_MB}"
        finally:
            os.killpg(make.pid, signal.SIGINT)
            make.wait(30)
    left = [process for process in processes if Path(f"/proc/{process}").exists()]
    assert not left, f"processes {left} outlived make"


def main() -> None:
    """Start twice: the first start makes everything, the second reuses it."""
    port = free_port()
    start_and_stop(port, FIRST_START_SECONDS)
    start_and_stop(port, SECOND_START_SECONDS)


if __name__ == "__main__":
    main()
