"""Which process holds a claim, and whether it is gone."""

import os
import socket
from pathlib import Path

PROC = Path("/proc")


def this_process() -> str:
    """Return a name of this process that no other has; "" where the system cannot tell.

    Machine, space of process numbers (a container has its own), number, and time of its start,
    since numbers are used again.
    """
    started = _started(os.getpid())
    return f"{_here()}|{os.getpid()}|{started}" if started else ""


def is_gone(name: str) -> bool:
    """Whether the process of that name surely runs no more. Of other machines nobody knows."""
    here, _bar, process = name.rpartition("|")[0].rpartition("|")
    if here != _here() or not process.isdecimal():
        return False
    return _started(int(process)) != name.rpartition("|")[2]


def _here() -> str:
    try:
        space = os.readlink(PROC / "self/ns/pid")
    except OSError:
        return ""
    return f"{socket.gethostname()[:80]}|{space}"


def _started(process: int) -> str:
    """Return when a process started, in the system's own measure; "" if it runs no more."""
    try:
        text = (PROC / str(process) / "stat").read_text()
    except OSError:
        return ""
    # The second field, the program's name, may hold blanks and brackets. (proc_pid_stat(5))
    state, *fields = text.rpartition(")")[2].split()
    return "" if state in {"Z", "X"} else fields[18]
