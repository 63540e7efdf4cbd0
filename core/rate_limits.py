"""Rate limits, and the response to requests over the limit.

Every form that writes has a rate: `WritingRateMiddleware` looks it up in `WRITING_FORMS` and
`WRITING_RATES`. The setting `ACCOUNT_RATE_LIMITS` holds those, and the limits of single actions.
allauth counts in the shared cache, both for its own pages and for the hub's.
`ALLAUTH_TRUSTED_PROXY_COUNT` decides which entry of `X-Forwarded-For` is the client's address, so
a client cannot choose it.
"""

import logging
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal import ratelimit as internal_ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token

from core.error_pages import error_page

logger = logging.getLogger(__name__)

# The button of a form that shows its text and writes nothing. A view that has it sets
# `shows_previews`, and its previews are counted apart.
PREVIEW = "preview"
_READING = {"GET", "HEAD", "OPTIONS"}
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


def allows_reading(request: HttpRequest, action: str) -> bool:
    """Count one GET by the client, which `allows` does not; return whether it is within limits."""
    # The public function of allauth has no argument for it.
    counted = internal_ratelimit.consume(
        request, app="allauth.account", action=action, limit_get=True
    )
    return bool(counted)


def seconds_to_wait(action: str) -> int:
    """Return the longest period of the limits of `action` in seconds; 60 without a limit."""
    rates = app_settings.RATE_LIMITS.get(action) or ""
    # A rate is written as "<count>/<period>/<by what>", a period as "m" or "5m".
    periods = [rate.split("/")[1].strip() for rate in rates.split(",") if rate.strip()]
    seconds = [float(period[:-1] or 1) * _SECONDS[period[-1]] for period in periods]
    return int(max(seconds, default=60))


def rate_of(view_name: str) -> str:
    """Return which of `WRITING_RATES` holds for a form; "other" for a form that has none."""
    prefixes = settings.WRITING_PREFIXES.items()
    by_prefix = (rate for prefix, rate in prefixes if view_name.startswith(prefix))
    return settings.WRITING_FORMS.get(view_name) or next(by_prefix, "other")


class WritingRateMiddleware:
    """Answer 429 to a person who sends a form more often than its rate allows.

    Counted are the requests, also those with faults, for each form by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Count before the view, so that it need not know."""
        match = request.resolver_match
        if match is None or request.method in _READING:
            return None
        # Views of the admin are many, and open to staff only.
        is_admin = match.route.startswith("admin/")
        form = "admin" if is_admin else match.view_name
        rate = "admin" if is_admin else rate_of(form)
        if PREVIEW in request.POST and getattr(view, "shows_previews", False):
            rate, form = "preview", f"{form} {PREVIEW}"
        token = kwargs.get("token")
        counted = [(rate, f"token {token}" if token else _writer(request))]
        if token:
            # Tokens can be invented. The network comes first: each token takes memory of the cache.
            counted.insert(0, ("tokens", _network(request)))
        for rate, writer in counted:
            for limit in settings.WRITING_RATES[rate].split(","):
                if not _allows_writing(request, f"write-{rate}-{limit}", f"{form} {writer}"):
                    logger.info("Too many requests: %s (%s)", form, limit)
                    return _too_many(request, seconds_to_wait(f"write-{rate}-{limit}"))
        return None


def seconds_until_allowed(form: str, user_id: int) -> int:
    """Count one text that a person sends to `form`, the name of a view, by mail.

    Return 0 if it is within the same limits as the form's, else how many seconds to wait.
    """
    request = HttpRequest()
    request.method = "POST"
    rate = rate_of(form)
    for limit in settings.WRITING_RATES[rate].split(","):
        action = f"write-{rate}-{limit}"
        if not _allows_writing(request, action, f"{form} user {user_id}"):
            return seconds_to_wait(action)
    return 0


def _writer(request: HttpRequest) -> str:
    """Return who writes: an account or a network."""
    user = request.user
    return f"user {user.pk}" if user.is_authenticated else _network(request)


def _network(request: HttpRequest) -> str:
    """Return the network of the client, which has one rate."""
    address = get_adapter().get_client_ip(request)
    try:
        # A connection has a whole network of addresses of version 6.
        network = ip_network(f"{address}/64", strict=False) if ":" in address else address
    except ValueError:
        network = address
    return f"ip {network}"


def _allows_writing(request: HttpRequest, action: str, key: str) -> bool:
    """Count one request; without the cache nobody is limited, so that the hub stays usable."""
    try:
        return allows(request, action, key=key)
    except Exception:
        logger.exception("The rate limits cannot be counted.")
        return True


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Return status 429. The page repeats the form's values, so the reader can send it again."""
    match = request.resolver_match
    return _too_many(request, seconds_to_wait(_ACTIONS.get(match.view_name if match else "", "")))


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
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
