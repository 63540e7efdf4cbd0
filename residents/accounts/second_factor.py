"""Require a second factor of staff.

The rule depends on the person, not on a list of routes: without a second factor staff see only the
pages to set one up. So no route of Wagtail or of the hub bypasses it.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from residents.accounts.allauth_compat import get_authentication_records, record_authentication
from residents.models import User
from residents.roles import has_staff_permissions

# Prefixes of allauth's view names: pages of the user's own account, without data of others.
_ALLOWED_PREFIXES = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
_ALLOWED = {
    *("residents:second_factor", "residents:security", "residents:end_session"),
    *("home:untranslated", "javascript-catalog"),
}


class SecondFactorMiddleware:
    """Redirect staff without a second factor to the page where they set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        view_name = match.view_name if match else ""
        is_allowed = view_name in _ALLOWED or view_name.startswith(_ALLOWED_PREFIXES)
        if is_allowed or not is_missing(request):
            return None
        next_url = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
        query = f"?{urlencode({'next': next_url})}" if next_url else ""
        return redirect(reverse("residents:second_factor") + query)


def is_missing(request: HttpRequest) -> bool:
    """Return whether the user needs a second factor and has not used one in this session."""
    user = request.user
    if not settings.STAFF_SECOND_FACTOR or not isinstance(user, User):
        return False
    return not was_used(request, user) and has_staff_permissions(user)


def was_used(request: HttpRequest, user: User) -> bool:
    """Return whether `user` has used a code, a recovery code or a passkey in this session."""
    return any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


def record_first_factor(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any
) -> None:
    """Count the user's first second factor as used, since setting it up proves possession.

    A further one does not count: otherwise an attacker with an old session could add their own.
    """
    others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
    if not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        record_authentication(
            request,
            user,
            method="mfa",
            id=authenticator.pk,
            type=authenticator.type,
            # The next page shows the recovery codes; it must not ask for a code again.
            reauthenticated=True,
        )
