"""Whoever may do more than a resident has signed in with a second factor, or does nothing at all.

The rule hangs on the person, not on a list of routes: without a second factor nothing but the pages
to set one up with is shown to staff. So no route, of Wagtail or of ours, leads around it.
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
from residents.roles import may_more_than_residents

# The pages of one's own account, which show nothing of others. (allauth's names)
_ALLOWED_PREFIXES = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
_ALLOWED = {
    *("residents:second_factor", "residents:security", "residents:end_session"),
    *("live", "ready", "home:untranslated", "javascript-catalog"),
}


class SecondFactorMiddleware:
    """Lead staff without a second factor to the page where they set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; the check is made when the route is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Return a redirect in place of the view, or nothing."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in _ALLOWED or name.startswith(_ALLOWED_PREFIXES) or not is_missing(request):
            return None
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
        query = f"?{urlencode({'next': back})}" if back else ""
        return redirect(reverse("residents:second_factor") + query)


def is_missing(request: HttpRequest) -> bool:
    """Return whether the person must show a second factor, and has not in this session."""
    user = request.user
    if not settings.STAFF_SECOND_FACTOR or not isinstance(user, User):
        return False
    return not was_shown(request, user) and may_more_than_residents(user)


def was_shown(request: HttpRequest, user: User) -> bool:
    """Return whether `user` gave a code, a recovery code or a passkey in this session."""
    return any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


def count_new_one(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any
) -> None:
    """Count the first second factor as shown: setting it up took a code or a touch of it.

    A further one does not count, or whoever found an old session could make their own.
    """
    others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
    if not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        record_authentication(
            request,
            user,
            method="mfa",
            id=authenticator.pk,
            type=authenticator.type,
            # So that the recovery codes, which come next, are shown without asking once more.
            reauthenticated=True,
        )
