"""A loop for periodic work: call a function for each item, and go on after a failure."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

logger = logging.getLogger(__name__)


def run_each(items: Iterable[Any], function: Callable[[Any], int]) -> int:
    """Call `function` for each item, log failures and go on; return the sum of the results.

    `function` opens its own transaction. The first error is raised again after the last item, so
    that `tick` reports the failure.
    """
    total, errors = 0, []
    for item in items:
        try:
            total += function(item)
        except Exception as error:
            logger.exception("Failed for %s", item)
            errors.append(error)
    if errors:
        raise errors[0]
    return total
