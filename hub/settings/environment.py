"""Reading settings from the environment, the debug mode, and the site's URL."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)


def required_in_production(name: str, development_default: str) -> str:
    """Return the variable `name`. Without it, exit with a one-line message unless DEBUG is on."""
    value: str = env.str(name, default="")
    if value:
        return value
    if DEBUG:
        return development_default
    sys.exit(f"{name} is not set. The hub does not start without it: see docs/settings.md.")


SECRET_KEY = required_in_production("SECRET_KEY", "insecure-development-key")
BASE_URL = required_in_production("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
base_url_parts = urlsplit(BASE_URL)
HTTPS = base_url_parts.scheme == "https"
# Until administrators have typed a name in the admin, and where the database is away.
SITE_NAME: str = env.str("SITE_NAME", default="Nabosiden")
