"""The OpenID Connect providers in the variable OIDC_PROVIDERS."""

import json
import re
import sys
from typing import Any

# The scopes and claims with which brokers ask for the CPR number.
_FORBIDDEN_SCOPES = {"ssn", "cpr", "ssn.details_name", "ssn.details_address"}
_REQUIRED = ("id", "name", "server_url", "client_id", "secret")
_ALLOWED = {*_REQUIRED, "scope", "token_auth_method", "uid_field"}


def providers_from(value: str) -> list[dict[str, Any]]:
    """Return allauth's list of apps for the JSON in `value`; exit with one line if invalid."""
    if not value.strip():
        return []
    try:
        entries = json.loads(value)
    except ValueError:
        sys.exit("OIDC_PROVIDERS is not valid JSON: see docs/settings.md.")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        sys.exit("OIDC_PROVIDERS must be a JSON list of objects: see docs/settings.md.")
    apps = [_app(entry) for entry in entries]
    if len({app["provider_id"] for app in apps}) < len(apps):
        sys.exit("OIDC_PROVIDERS names a provider twice: every “id” must be its own.")
    return apps


def _app(entry: dict[str, Any]) -> dict[str, Any]:
    name = entry.get("id", "?")
    missing = [key for key in _REQUIRED if not isinstance(entry.get(key), str) or not entry[key]]
    if missing:
        sys.exit(f"OIDC_PROVIDERS: the provider “{name}” lacks {', '.join(missing)}.")
    if unknown := sorted(set(entry) - _ALLOWED):
        sys.exit(f"OIDC_PROVIDERS: the provider “{name}” has an unknown {', '.join(unknown)}.")
    if not re.fullmatch(r"[a-z0-9-]+", name):
        sys.exit(f"OIDC_PROVIDERS: the id “{name}” may hold a-z, 0-9 and hyphens only.")
    scope = entry.get("scope", ["openid", "profile", "email"])
    if isinstance(scope, str):
        scope = scope.split()
    if not isinstance(scope, list) or not all(isinstance(part, str) for part in scope):
        sys.exit(f"OIDC_PROVIDERS: the scope of “{name}” must be a list of words.")
    if forbidden := sorted(part for part in scope if _is_forbidden(part)):
        sys.exit(
            f"OIDC_PROVIDERS: the provider “{name}” asks for the scope “{forbidden[0]}”. "
            "The hub never asks for CPR numbers: remove it."
        )
    settings: dict[str, Any] = {"server_url": entry["server_url"], "scope": scope}
    settings |= {key: entry[key] for key in ("token_auth_method", "uid_field") if key in entry}
    return {
        "provider_id": name,
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry["secret"],
        "settings": settings,
    }


def _is_forbidden(scope: str) -> bool:
    words = set(re.split(r"[^a-z]+", scope.lower()))
    return scope.lower() in _FORBIDDEN_SCOPES or bool(words & {"ssn", "cpr"})
