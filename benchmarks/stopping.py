"""End a benchmark by SIGTERM or Ctrl-C such that it removes what it has made."""

import signal
from types import FrameType
from typing import NoReturn


def stop_on_signals() -> None:
    """Let both signals raise `KeyboardInterrupt`, once: nothing may interrupt the removal.

    `SystemExit` would not do: a task that runs at once takes it for a failure of its own.
    """
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
