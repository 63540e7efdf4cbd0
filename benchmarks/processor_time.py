"""The processor time of processes, of their database and of their cache."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

_TICKS = os.sysconf("SC_CLK_TCK")
_NANOSECOND = 1e-9

# The processor time of threads so far, in seconds, by "process/thread".
Times: TypeAlias = Mapping[str, float]


class ThreadEndedError(RuntimeError):
    """A thread ended during a measurement, and took the processor time it had used with it."""


def of_processes(processes: Iterable[int]) -> dict[str, float]:
    """Return the processor time of every thread of running processes.

    This process counts as one thread. The kernel brings its lists up to date only at a tick or when
    a thread stops, so of a thread that runs they tell the time in steps of some milliseconds.
    """
    times: dict[str, float] = {}
    for process in processes:
        if process == os.getpid():
            times[str(process)] = time.process_time()
        else:
            threads = Path(f"/proc/{process}/task").iterdir()
            times |= {f"{process}/{thread.name}": _seconds(thread) for thread in threads}
    return times


def between(before: Times, after: Times) -> float:
    """Return the seconds that were used between two measurements of the same processes.

    A thread that has begun in between counts in full. Raises `ThreadEndedError`, since what a
    thread used before it ended is not known.
    """
    if ended := before.keys() - after.keys():
        raise ThreadEndedError(", ".join(sorted(ended)))
    return sum(seconds - before.get(name, 0) for name, seconds in after.items())


def connections_to(database: str) -> Iterator[int]:
    """Return the processes of the connections to a database of PostgreSQL on this machine."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                title = (folder / "cmdline").read_bytes()
            except OSError:  # it has ended
                continue
            if title.startswith(b"postgres:") and f" {database} ".encode() in title:
                yield int(folder.name)


def of_redis(url: str) -> float:
    """Return that of Redis in seconds. It is that of all its clients, ours or not."""
    import redis

    with redis.Redis.from_url(url) as client:
        info: dict[str, Any] = client.info("cpu")
    return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])


def memory_of(processes: Iterable[int]) -> int:
    """Return the largest resident memory of the processes, in bytes."""
    pages = max(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in processes)
    return pages * os.sysconf("SC_PAGE_SIZE")


def _seconds(thread: Path) -> float:
    """Return the processor time of a thread: exact where the kernel counts so, or else in ticks."""
    try:
        return int((thread / "schedstat").read_text().split()[0]) * _NANOSECOND
    except OSError:
        fields = (thread / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
