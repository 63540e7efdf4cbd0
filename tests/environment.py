"""The environment that the tests run in, set before Django reads its settings.

pytest loads this first (`-p tests.environment` in pyproject.toml), so that a bare `pytest` needs
nothing set up. The tests run with production's settings. DATABASE_URL and CACHE_URL are left to
the caller: `make test DATABASE_URL=postgres://…`.
"""

import os

os.environ.update(
    DEBUG="0",
    SECRET_KEY="only-for-tests",
    BASE_URL="http://testserver",
    EMAIL_URL="memorymail://",
)
