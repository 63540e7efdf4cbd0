"""Health routes, for whoever watches over the process."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Answer that the process runs."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer whether database and cache can be reached: 200 or 503."""
    checks = {"database": _database, "cache": _cache}
    failed = []
    for name, check in checks.items():
        try:
            check()
        except Exception:  # whatever is wrong with it, it is not ready
            failed.append(name)
    status = "unavailable" if failed else "ok"
    return JsonResponse({"status": status, "failed": failed}, status=503 if failed else 200)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("healthz", "ok", 5)
    if cache.get("healthz") != "ok":
        raise RuntimeError("The cache forgot what it was told.")
