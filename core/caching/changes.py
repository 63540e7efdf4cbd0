"""What this process knows of the changes that it and others have committed.

A change has a name: that of a table, or of a part of one (`Part`). A process looks into the shared
log at most every `LOOK_SECONDS`, and when it holds something; its own changes count at once.
"""

import logging
import os
import threading
import time
from collections.abc import Iterable, Mapping

from core.caching.change_log import ChangeLog, log_errors, make_change_log

logger = logging.getLogger(__name__)

# Others see a change after at most so many seconds.
LOOK_SECONDS = 0.5
# Stands for all names.
EVERYTHING = "*"
# Above so many names, all that was held before counts as changed.
_MOST_NAMES = 20_000


class Changes:
    """The moments at which names changed, on a clock that counts the changes."""

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._noting = threading.Lock()
        self._log: ChangeLog | None = None
        self._looked_at = float("-inf")
        self._now = 0
        self._changed_at: dict[str, int] = {}
        # All that is older counts as changed.
        self._floor = 0
        # Whether others have not heard of a change of this process.
        self._owes_news = False
        # Whether this process may have missed changes of others.
        self.is_cut_off = False

    @property
    def now(self) -> int:
        """The present moment: the number of changes so far."""
        return self._now

    def have_changed(self, names: Iterable[str], since: int) -> bool:
        """Return whether any of `names` changed after the moment `since`."""
        if since == self._now:
            return False
        changed_at = self._changed_at
        return since < self._floor or any(changed_at.get(name, 0) > since for name in names)

    def announce(self, names: Iterable[str]) -> None:
        """Note committed changes, and tell the other processes. Never raises."""
        names = set(names)
        self._note(names)
        origin = f"{os.getpid()} {id(self)} "
        try:
            self._shared_log().append(origin + name for name in sorted(names))
        except log_errors():
            self._owes_news = True
            logger.exception("Other processes were not told of a change.")

    def catch_up(self) -> None:
        """Learn what others have changed, if the last look is `LOOK_SECONDS` ago. Never raises."""
        if time.monotonic() - self._looked_at < LOOK_SECONDS:
            return
        # While one thread looks, the others go on with what is known.
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._look()
        finally:
            self._looked_at = time.monotonic()
            self._looking.release()

    def forget(self) -> None:
        """Count everything that is held as changed."""
        self._note([EVERYTHING])

    def add_figures(self, figures: Mapping[str, int]) -> bool:
        """Add to the figures that all processes count together; return whether it worked."""
        try:
            self._shared_log().add_figures(figures)
        except log_errors() as error:
            logger.warning("What was counted could not be stored: %s", error)
            return False
        return True

    def figures(self) -> dict[str, int]:
        """Return what all processes have counted together. Raises `log_errors`."""
        return self._shared_log().figures()

    def _look(self) -> None:
        log = self._shared_log()
        try:
            if self._owes_news:
                log.append([f"- {EVERYTHING}"])
                self._owes_news = False
            found = log.read()
        except log_errors():
            if not self.is_cut_off:
                logger.exception("Changes of other processes cannot be read.")
            self.is_cut_off = True
            return
        if found is None or self.is_cut_off:
            self.forget()
        else:
            own = f"{os.getpid()} {id(self)} "
            self._note([name.rpartition(" ")[2] for name in found if not name.startswith(own)])
        self.is_cut_off = False

    def _note(self, names: Iterable[str]) -> None:
        with self._noting:
            for name in names:
                # The clock moves on last: whoever reads the new moment finds the change.
                moment = self._now + 1
                self._changed_at[name] = moment
                if name == EVERYTHING or len(self._changed_at) > _MOST_NAMES:
                    self._floor = moment
                    self._changed_at = {}
                self._now = moment

    def _shared_log(self) -> ChangeLog:
        if self._log is None:
            self._log = make_change_log()
        return self._log


changes = Changes()
