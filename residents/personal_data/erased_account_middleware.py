"""Handle requests whose account was erased in another tab while they ran."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from residents.models import User


class ErasedAccountMiddleware:
    """Redirect to the "account erased" page when a view fails because the account is gone.

    The request began signed in. The database refuses rows that refer to the erased account, and
    the transaction keeps nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the redirect, or None for every other error."""
        if not isinstance(error, IntegrityError) or not isinstance(request.user, User):
            return None
        if User.objects.filter(pk=request.user.pk).exists():
            return None
        logout(request)
        return redirect("residents:erased")
