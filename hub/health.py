"""Health checks for load balancers and monitoring."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process runs."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database and the cache respond, otherwise 503."""
    checks = {"database": _database, "cache": _cache}
    failed = []
    for name, check in checks.items():
        try:
            check()
        except Exception:
            failed.append(name)
    status = "unavailable" if failed else "ok"
    return JsonResponse({"status": status, "failed": failed}, status=503 if failed else 200)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("healthz", "ok", 5)
    if cache.get("healthz") != "ok":
        raise RuntimeError("The cache did not return the stored value.")
