"""Answers for load balancers and monitoring: `/livez`, `/readyz`, and the way to `/metrics`."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hub.metrics.views import metrics
from hub.models import Heartbeat

logger = logging.getLogger(__name__)


class Unhealthy(Exception):
    """What a check has found, in one sentence."""


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process runs."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 if every check succeeds, otherwise 503 with the names of those that failed.

    `?exclude=worker` leaves a check out, also several times; the name is that of Kubernetes.
    """
    failed = []
    for name in CHECKS.keys() - set(request.GET.getlist("exclude")):
        try:
            CHECKS[name]()
        except Exception as error:
            failed.append(name)
            _states.note(name, f"{error}" or type(error).__name__)
        else:
            _states.note(name, "")
    status = "unavailable" if failed else "ok"
    response = JsonResponse(
        {"status": status, "failed": sorted(failed)}, status=503 if failed else 200
    )
    # `_states` has logged why. Django would log (and mail) each of the probes that follow.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


class HealthMiddleware:
    """Answer the probes before any other middleware.

    A load balancer asks by IP address and without HTTPS, and must get an answer while the
    sessions cannot be read; so neither the Host header nor the scheme matters.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = _VIEWS.get(request.path_info)
        return view(request) if view else self.get_response(request)


def check_database() -> None:
    """Raise an error if the database does not respond."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_cache() -> None:
    """Raise `Unhealthy` if the cache does not return what was stored."""
    cache.set("readyz", "ok", 5)
    if cache.get("readyz") != "ok":
        raise Unhealthy("The cache did not return the stored value.")


def check_worker() -> None:
    """Raise `Unhealthy` if no worker runs, or if its tick hangs."""
    if trouble := Heartbeat.objects.trouble_of_worker():
        raise Unhealthy(f"{trouble.label}".capitalize() + ".")


def pending_migrations() -> list[str]:
    """Return the migrations of this version that the database lacks: "events.0002_venues"."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


class _Migrations:
    """Looks until none is pending: later ones come with new code, in a new process."""

    def __init__(self) -> None:
        self._are_applied = False

    def __call__(self) -> None:
        if not self._are_applied:
            if pending := pending_migrations():
                raise Unhealthy(f"The database lacks {len(pending)} migrations.")
            self._are_applied = True


class _States:
    """Logs a check once when it begins to fail, and once when it succeeds again."""

    def __init__(self) -> None:
        self._failing: set[str] = set()

    def note(self, name: str, reason: str) -> None:
        if reason and name not in self._failing:
            self._failing.add(name)
            logger.error("Not ready (%s): %s", name, reason)
        elif not reason and name in self._failing:
            self._failing.discard(name)
            logger.info("Ready again (%s)", name)


_states = _States()
_VIEWS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/livez": live,
    "/readyz": ready,
    "/metrics": metrics,
}
# The paths of which nothing is counted.
PROBES = frozenset(_VIEWS)
CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "cache": check_cache,
    "worker": check_worker,
    "migrations": _Migrations(),
}
