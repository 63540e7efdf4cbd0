"""Do what a newcomer does: `make run`, look, Ctrl-C, and `make run` again.

Fails when the site does not come up, takes more memory or time than promised, or leaves a process
behind. Reads /proc, so it is for Linux.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from dev_server import DEMO_ACCOUNTS, ROOT, answer_of, free_port

MEMORY_MB = 500
# The first start installs and builds the demo; the second must be a matter of seconds.
FIRST_START_SECONDS = 600
SECOND_START_SECONDS = 30


def descendants(root: int) -> list[int]:
    """Return the process `root` and all that it has started, directly or not."""
    family = [root]
    for process in family:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            # A thread that answered a request may end between the listing and the reading.
            with suppress(FileNotFoundError, ProcessLookupError):
                family += [int(child) for child in children.read_text().split()]
    return family


def memory_mb(processes: list[int]) -> float:
    """Return the memory of the processes together, what they share counted once."""
    total = 0
    for process in processes:
        with suppress(FileNotFoundError, ProcessLookupError):  # one that has ended takes none
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1000


def start_and_stop(port: int, patience: float) -> None:
    """Start the demo site, check it, and end it as Ctrl-C does."""
    begun = time.monotonic()
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
                if make.poll() is not None or time.monotonic() - begun > patience:
                    sys.exit(f"{printed()}\nThe site did not come up in {patience:.0f} seconds.")
                time.sleep(0.2)
            seconds = time.monotonic() - begun
            for address, _role in DEMO_ACCOUNTS:
                assert address in printed(), f"{address} was not announced"
            for path in ("/", "/da/", "/en/", "/admin/"):
                status = answer_of(f"http://127.0.0.1:{port}{path}")
                assert status == 200, f"{path} answers {status}"
            family = descendants(make.pid)
            used = memory_mb(family)
            print(f"Up in {seconds:.1f} s, with {used:.0f} MB in {len(family)} processes.")
            assert used < MEMORY_MB, f"{used:.0f} MB are more than {MEMORY_MB}"
        finally:
            os.killpg(make.pid, signal.SIGINT)
            make.wait(30)
    left = [process for process in family if Path(f"/proc/{process}").exists()]
    assert not left, f"processes {left} outlived make"


def main() -> None:
    """Start twice: the first time makes everything, the second finds it there."""
    port = free_port()
    start_and_stop(port, FIRST_START_SECONDS)
    start_and_stop(port, SECOND_START_SECONDS)


if __name__ == "__main__":
    main()
