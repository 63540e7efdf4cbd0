"""The processor time of a server, its database and its cache."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")


def of_processes(processes: list[int]) -> float:
    """Return the processor time of running processes so far, in seconds."""
    return sum(_ticks(process) for process in processes) / _TICKS


def of_postgres(database: str) -> float:
    """Return that of all connections to a database of PostgreSQL on this machine, in seconds."""
    return of_processes(list(_connections(database)))


def of_redis(url: str) -> float:
    """Return that of Redis, in seconds: of all its clients."""
    import redis

    with redis.Redis.from_url(url) as client:
        info: dict[str, Any] = client.info("cpu")
    return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])


def memory_of(processes: list[int]) -> int:
    """Return the largest resident memory of the processes, in bytes."""
    pages = max(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in processes)
    return pages * os.sysconf("SC_PAGE_SIZE")


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _connections(database: str) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                title = (folder / "cmdline").read_bytes()
            except OSError:  # it has ended
                continue
            if title.startswith(b"postgres:") and f" {database} ".encode() in title:
                yield int(folder.name)
