"""A seeded sample of the combinations of a sweep; all of them with SWEEP=full."""

import itertools
import os
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True)
class Sample:
    """A sample. The same seed picks the same items, whichever tests run and in which order."""

    seed: int
    full: bool

    @classmethod
    def from_environment(cls) -> "Sample":
        """Read SWEEP and SWEEP_SEED."""
        mode = os.environ.get("SWEEP", "")
        if mode not in {"", "full"}:
            raise ValueError(f"SWEEP is {mode!r}, and can only be “full”.")
        return cls(seed=int(os.environ.get("SWEEP_SEED") or 0), full=mode == "full")

    @property
    def description(self) -> str:
        """How to sweep the same again."""
        if self.full:
            return "Sweeps: every combination (SWEEP=full)"
        return f"Sweeps: a sample of the combinations; SWEEP_SEED={self.seed} picks the same"

    def some(self, of: Iterable[A], count: int, key: str) -> list[A]:
        """Return `count` of the items, in their order. `key` names the choice."""
        items = list(of)
        if self.full or count >= len(items):
            return items
        chosen = sorted(self._random(key).sample(range(len(items)), count))
        return [items[position] for position in chosen]

    def pairs(
        self, rows: Sequence[A], columns: Sequence[B], key: str, each: int = 1
    ) -> list[tuple[A, B]]:
        """Return pairs in which each row and each column occurs at least `each` times."""
        if self.full:
            return list(itertools.product(rows, columns))
        dice = self._random(key)
        rows, columns = list(rows), list(columns)
        dice.shuffle(rows)
        dice.shuffle(columns)
        count = max(len(rows), len(columns))
        return [
            (rows[n % len(rows)], columns[(n + turn) % len(columns)])
            for turn in range(min(each, len(columns)))
            for n in range(count)
        ]

    def _random(self, key: str) -> random.Random:
        return random.Random(f"{self.seed} {key}")  # noqa: S311
