"""Messages, one-line errors, commands and signals, for all scripts.

This module, install.py, processes.py and dev_server.py run before anything is installed. They use
the standard library only, and a syntax that an old Python can read, so that it reaches the message
that it is too old.
"""

import contextlib
import fcntl
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "var"


class Problem(Exception):
    """An error that the user can fix, described in one sentence."""


class Stopped(Exception):
    """The script got SIGINT (Ctrl-C), SIGTERM or SIGHUP."""


def announce(step):
    """Print the step that starts."""
    print("-> " + step, flush=True)


@contextlib.contextmanager
def one_at_a_time(step):
    """Wait until no other process on this machine is in the same step, and hold the others off.

    The system frees the lock when the process ends, however it ends.
    """
    LOCKS.mkdir(parents=True, exist_ok=True)
    # Not in .venv, which may be made anew meanwhile.
    with (LOCKS / (step + ".lock")).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            announce(f"Waiting for another run to finish this step ({step})")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def call(command, environment=None):
    """Run a command to its end; raise `Problem` if it fails."""
    process = subprocess.run(
        [str(part) for part in command], cwd=str(ROOT), env=environment, check=False
    )
    if process.returncode:
        shown = " ".join(Path(part).name for part in command[:3])
        raise Problem(f"`{shown} …` failed; what it printed above says why.")


def run_script(function, code_if_stopped):
    """Call `function` and return the exit code; print a `Problem` as one line."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), _raise_stopped)
    try:
        function()
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except Stopped:
        print("\nStopped.", flush=True)
        return code_if_stopped
    return 0


def _raise_stopped(number, frame):
    # Ignore further signals, so that they cannot interrupt the clean-up.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise Stopped
