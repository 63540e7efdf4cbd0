"""What `tick` does for many, one after the other: one that fails stands in nobody's way."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

logger = logging.getLogger(__name__)


def run_each(items: Iterable[Any], do: Callable[[Any], int]) -> int:
    """Do it for each of `items`, each in a transaction of its own; return the sum.

    The first error is raised again when all have had their turn: `tick` says that it failed.
    """
    count, errors = 0, []
    for item in items:
        try:
            count += do(item)
        except Exception as error:
            logger.exception("Failed for %s", item)
            errors.append(error)
    if errors:
        raise errors[0]
    return count
