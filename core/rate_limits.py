"""How often something may be tried, counted in the shared cache, and what is said when it was.

The limits stand in `ACCOUNT_RATE_LIMITS`. allauth counts, for its own pages and for ours. The
address of the one who asks comes from `ALLAUTH_TRUSTED_PROXY_COUNT`: nobody writes their own.
"""

from allauth.account import app_settings
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What allauth counts on which of its pages.
_ACTIONS = {
    "account_login": "login",
    "account_signup": "signup",
    "account_reset_password": "reset_password",
    "account_request_login_code": "request_login_code",
    "account_email": "change_email",
}
# Said to be filled in anew; a password is never written into a page.
_SECRETS = ("password", "password1", "password2", "oldpassword")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_NOT_KEPT = {"csrfmiddlewaretoken", *_SECRETS}


def allows(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one more `action`, by the reader or for `key`; return whether it is within limits."""
    return bool(ratelimit.consume(request, action=action, key=key))


def seconds_to_wait(action: str) -> int:
    """Return the longest period that a limit of `action` counts over; 60 without a limit."""
    rates = app_settings.RATE_LIMITS.get(action) or ""
    # A rate is written as "<count>/<period>/<by what>", a period as "m" or "5m".
    periods = [rate.split("/")[1] for rate in rates.split(",") if rate]
    seconds = [int(period[:-1] or 1) * _SECONDS[period[-1]] for period in periods]
    return max(seconds, default=60)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer who tried too often. What was typed is kept in the page, to be sent once more."""
    match = request.resolver_match
    wait = seconds_to_wait(_ACTIONS.get(match.view_name if match else "", ""))
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_KEPT
        for value in values
    ]
    context = {
        "kept": kept,
        "passwords": [name for name in _SECRETS if request.POST.get(name)],
        "minutes": max(1, round(wait / 60)),
        "robots": "noindex",
    }
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    return response
