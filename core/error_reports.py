"""Reports of errors to a server that speaks Sentry's protocol, without personal data.

Off unless SENTRY_DSN is set.
"""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from core.json_logs import without_personal_data
from core.version import version

# All that a report keeps; what a later version of the library adds stays out, too.
_KEPT = frozenset(
    {
        *("event_id", "timestamp", "platform", "level", "logger", "environment", "release"),
        *("sdk", "type", "transaction"),
    }
)
_KEPT_OF_FRAMES = frozenset({"filename", "abs_path", "function", "module", "lineno", "in_app"})


def start_reports(dsn: str) -> None:
    """Report errors to `dsn`."""
    sentry_sdk.init(
        dsn=dsn,
        release=version(),
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        auto_session_tracking=False,
        send_client_reports=False,
        server_name="",
        # Others would start by themselves, and some look at more than errors.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(), LoggingIntegration(level=None), DedupeIntegration()],
        before_send=lambda event, hint: scrub(event),  # type: ignore[arg-type, return-value]
    )


def scrub(event: dict[str, Any]) -> dict[str, Any]:
    """Return what says where an error happened, and nothing that a reader sent or typed.

    Forms, cookies, headers, queries, local variables and the messages of exceptions are left out.
    """
    kept = {name: value for name, value in event.items() if name in _KEPT}
    if "transaction" in kept:
        kept["transaction"] = without_personal_data(f"{kept['transaction']}")
    request = event.get("request") or {}
    if request.get("method"):
        kept["request"] = {"method": request["method"]}
    # The template of a message, and not what was filled in.
    template = (event.get("logentry") or {}).get("message")
    if template:
        kept["logentry"] = {"message": without_personal_data(template)}
    errors = (event.get("exception") or {}).get("values") or []
    if errors:
        kept["exception"] = {"values": [_scrub_error(error) for error in errors]}
    return kept


def _scrub_error(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "stacktrace": {
            "frames": [
                {name: value for name, value in frame.items() if name in _KEPT_OF_FRAMES}
                for frame in frames
            ]
        },
    }
