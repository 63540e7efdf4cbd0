"""The environment that the tests run in, set before Django reads its settings.

pytest loads this first (`-p tests.environment` in pyproject.toml), so that a bare `pytest` needs
nothing set up. The tests run with production's settings. DATABASE_URL, CACHE_URL and CLOCK are
left to the caller: `make test DATABASE_URL=postgres://…`.
"""

import os
import socket
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests import clock

FIRST_PORT = 24_600
RUNS_AT_ONCE = 100

# Open until this process ends, however it ends.
_claims: list[socket.socket] = []


def claim_run() -> str:
    """Return a number that no other run on this machine has: the port that goes with it is ours."""
    for number in range(1, RUNS_AT_ONCE):
        claim = socket.socket()
        try:
            claim.bind(("127.0.0.1", FIRST_PORT + number))
        except OSError:
            claim.close()
            continue
        _claims.append(claim)
        return str(number)
    raise SystemExit(f"{RUNS_AT_ONCE} runs of the tests are going on, or their ports are taken.")


# The processes of pytest-xdist inherit the number, and have names of their own: gw0, gw1, …
RUN = os.environ.setdefault("TEST_RUN", "") or claim_run()
PROCESS = f"{RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

os.environ.update(
    TEST_RUN=RUN,
    DEBUG="0",
    SECRET_KEY="only-for-tests",
    BASE_URL="http://testserver",
    SITE_NAME="Det Gode Naboskab",
    EMAIL_URL="memorymail://",
    TASKS="immediate",
    # Most tests are not about new members, and the people in them have not written before.
    FIRST_POSTS_HELD="0",
)

# Runs and processes share one Redis database under prefixes of their own; tests.redis_keys clears
# what has the prefix.
_cache = urlsplit(os.environ.get("CACHE_URL", ""))
if _cache.scheme in ("redis", "rediss"):
    _options = {**dict(parse_qsl(_cache.query)), "key_prefix": f"test_{PROCESS}"}
    os.environ["CACHE_URL"] = _cache._replace(query=urlencode(_options)).geturl()

clock.start(os.environ.get("CLOCK", ""))
