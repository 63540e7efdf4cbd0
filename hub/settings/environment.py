"""Reading settings from the environment, the debug mode, and the site's URL."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from hub.settings.reader import Reader, refuse

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

env = Reader()

DEBUG = env.flag("DEBUG", default=False)


def required_in_production(name: str, development_default: str) -> str:
    """Return the variable `name`. Without it, exit with a one-line message unless DEBUG is on."""
    value = env.text(name)
    if value:
        return value
    if DEBUG:
        return development_default
    sys.exit(f"{name} is not set. The hub does not start without it: see docs/settings.md.")


SECRET_KEY = required_in_production("SECRET_KEY", "insecure-development-key")
# Older keys, whose signatures still count.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", default=[])
BASE_URL = required_in_production("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
env.url("BASE_URL")
base_url_parts = urlsplit(BASE_URL)
if base_url_parts.path or base_url_parts.query or base_url_parts.fragment:
    refuse("BASE_URL", "must end with the name of the host: the hub cannot run below a path")
HTTPS = base_url_parts.scheme == "https"
# Until administrators have typed a name in the admin, and where the database is away.
SITE_NAME = env.text("SITE_NAME", default="Nabosiden")
