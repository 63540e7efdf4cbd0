"""What a rule finds in a text, and what becomes of the text."""

import enum
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forum.guard.reading import Sentence


class Verdict(enum.StrEnum):
    """What the guard does with a text: it asks the writer, or holds it for a moderator."""

    ASK = "ask"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `find` yields the passages that it finds in a sentence.

    `is_for_safety_only`: it reads threads on a theme with `Theme.is_about_crime` only.
    `held_in_safety`: in those, what it finds is held, not asked about.
    """

    name: str
    verdict: Verdict
    find: Callable[[Sentence], Iterator[str]]
    # Texts in which it finds something, and ordinary texts in which it does not: its tests.
    finds: tuple[str, ...]
    ignores: tuple[str, ...]
    is_for_safety_only: bool = False
    held_in_safety: bool = False

    def verdict_in(self, *, is_safety: bool) -> Verdict | None:
        """Return what becomes of a text in which it finds something; None if it does not read."""
        if self.is_for_safety_only and not is_safety:
            return None
        return Verdict.HOLD if self.held_in_safety and is_safety else self.verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage of a text, as it was typed, and the rule that found it."""

    rule: str
    verdict: Verdict
    passage: str

    @property
    def digest(self) -> str:
        """Identifies the rule and the passage in a form, however the passage is spaced."""
        passage = "".join(self.passage.lower().split())
        return hashlib.sha256(f"{self.rule}:{passage}".encode()).hexdigest()[:16]
