"""The environment that the tests run in, set before Django reads its settings.

pytest loads this first (`-p tests.environment` in pyproject.toml), so that a bare `pytest` needs
nothing set up. The tests run with production's settings. DATABASE_URL and CACHE_URL are left to
the caller: `make test DATABASE_URL=postgres://…`.
"""

import os
import re

os.environ.update(
    DEBUG="0",
    SECRET_KEY="only-for-tests",
    BASE_URL="http://testserver",
    EMAIL_URL="memorymail://",
    TASKS="immediate",
)

# Each of pytest-xdist's processes gets a Redis database of its own, counted up from the given one:
# a test that empties its cache must not empty another's.
worker = re.fullmatch(r"gw(\d+)", os.environ.get("PYTEST_XDIST_WORKER", ""))
given = re.fullmatch(r"(rediss?://.*/)(\d+)", os.environ.get("CACHE_URL", ""))
if worker and given:
    os.environ["CACHE_URL"] = f"{given[1]}{int(given[2]) + int(worker[1])}"
