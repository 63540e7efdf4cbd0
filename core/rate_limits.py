"""Rate limits, and the response to requests over the limit.

The setting `ACCOUNT_RATE_LIMITS` holds the limits. allauth counts in the shared cache, both for
its own pages and for the hub's. `ALLAUTH_TRUSTED_PROXY_COUNT` decides which entry of
`X-Forwarded-For` is the client's address, so a client cannot choose it.
"""

from allauth.account import app_settings
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from core.error_pages import error_page

# The action that allauth counts on each of its pages, by view name.
_ACTIONS = {
    "account_login": "login",
    "account_signup": "signup",
    "account_reset_password": "reset_password",
    "account_request_login_code": "request_login_code",
    "account_email": "change_email",
}
# The page never repeats a password; it asks the reader to type it again.
_PASSWORD_FIELDS = ("password", "password1", "password2", "oldpassword")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_NOT_REPEATED = {"csrfmiddlewaretoken", *_PASSWORD_FIELDS}


def allows(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one `action` by the client or for `key`; return whether it is within the limits."""
    return bool(ratelimit.consume(request, action=action, key=key))


def seconds_to_wait(action: str) -> int:
    """Return the longest period of the limits of `action` in seconds; 60 without a limit."""
    rates = app_settings.RATE_LIMITS.get(action) or ""
    # A rate is written as "<count>/<period>/<by what>", a period as "m" or "5m".
    periods = [rate.split("/")[1].strip() for rate in rates.split(",") if rate.strip()]
    seconds = [float(period[:-1] or 1) * _SECONDS[period[-1]] for period in periods]
    return int(max(seconds, default=60))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Return status 429. The page repeats the form's values, so the reader can send it again."""
    match = request.resolver_match
    wait = seconds_to_wait(_ACTIONS.get(match.view_name if match else "", ""))
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_REPEATED
        for value in values
    ]
    context = {
        "kept": kept,
        "passwords": [name for name in _PASSWORD_FIELDS if request.POST.get(name)],
        "minutes": max(1, round(wait / 60)),
        "form_url": request.get_full_path(),
        "csrf_token": get_token(request),
    }
    response = error_page(request, 429, context=context)
    response.headers["Retry-After"] = str(wait)
    return response
