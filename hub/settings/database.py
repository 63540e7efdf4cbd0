"""The database, the cache and the queue of background tasks."""

from pathlib import Path
from typing import Any

from hub.settings.environment import DEBUG, VAR_DIR, env

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'hub.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE, concurrent writers fail with "database is locked" instead of waiting.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, because the test server's thread must see the same database as the test.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    VAR_DIR.mkdir(exist_ok=True)
else:
    # The development server opens a thread and a connection for every request; kept open, they
    # would soon reach the limit of PostgreSQL. `?conn_max_age=…` says otherwise.
    DATABASES["default"].setdefault("CONN_MAX_AGE", 0 if DEBUG else 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    CACHES["default"]["BACKEND"] = "core.caching.redis_cache.RedisCache"
    # Seconds. Readers wait for it.
    CACHES["default"]["OPTIONS"] = {
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        **CACHES["default"].get("OPTIONS", {}),
    }
    # `?key_prefix=…`: django-environ writes it in small letters, which Django does not read.
    CACHES["default"]["KEY_PREFIX"] = CACHES["default"].pop("key_prefix", "")
# How long shared caches keep a public page.
PUBLIC_PAGE_SECONDS = env.number("PUBLIC_PAGE_SECONDS", default=60, minimum=0)
# The memory in each process for the pages that anonymous readers get; 0 turns the page cache off.
# With DEBUG it would hide changes of templates.
PAGE_CACHE_MEGABYTES = env.number("PAGE_CACHE_MEGABYTES", default=0 if DEBUG else 32, minimum=0)

# "database" needs a worker (`manage.py run_worker`); "immediate" runs tasks in the request.
TASKS_BACKENDS = {
    "database": "django_tasks_db.DatabaseBackend",
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
}
_tasks = env.choice("TASKS", default="database", choices=TASKS_BACKENDS)
TASKS = {"default": {"BACKEND": TASKS_BACKENDS[_tasks]}}
