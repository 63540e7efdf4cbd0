"""Measure whether the work that a function does grows in proportion to its text."""

import time
from collections.abc import Callable, Iterable

_RUNS = 4


def grows_in_proportion(function: Callable[[str], Iterable[object]], text: str) -> bool:
    """Whether a text four times as long takes less than nine times the processor's time.

    A quadratic function takes sixteen times as much. Only this process's own time counts.
    """
    return _least_time(function, text * 4) < 9 * max(_least_time(function, text), 0.0005)


def _least_time(function: Callable[[str], Iterable[object]], text: str) -> float:
    times = []
    for _run in range(_RUNS):
        before = time.process_time()
        list(function(text))
        times.append(time.process_time() - before)
    return min(times)
