"""What pages show of a kit: its steps, and those that the reader has ticked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _


@dataclass
class KitStep:
    """One step. `value` is its block, where more than the title is shown."""

    id: str
    title: str
    is_done: bool = False
    value: Any = None


@dataclass
class KitCard:
    """A kit in one language. `key` is the same in all of them."""

    key: str
    title: str
    url: str = ""
    lead: str = ""
    steps: list[KitStep] = field(default_factory=list)
    # Where ticks are saved; "" for readers without an account, whose browser keeps them.
    save_url: str = ""

    def tick(self, done: Collection[str]) -> None:
        """Tick the steps whose ids are in `done`. Others may be of steps that are gone."""
        for step in self.steps:
            step.is_done = step.id in done

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def progress_text(self) -> str:
        """The progress in words: "4 of 10"."""
        return self.progress_pattern.format(done=self.done, total=self.total)

    @property
    def progress_pattern(self) -> str:
        """The same with names for the two numbers, for the script of the page."""
        return _("{done} of {total}")


def stored_steps(raw: Iterable[dict[str, Any]]) -> list[KitStep]:
    """Return the steps of a stored StreamField that have a title, without loading their blocks."""
    found = []
    for block in raw:
        title = str((block.get("value") or {}).get("title") or "").strip()
        if title:
            found.append(KitStep(str(block.get("id") or ""), title))
    return found
