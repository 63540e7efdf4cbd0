"""What those get who were still writing in one window while they left in another."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from residents.models import User


class ErasedMeanwhileMiddleware:
    """Say that the account is gone where a view could not write anything for it any more.

    The request began signed in. Its writes refer to an account that is no longer there, which the
    database refuses: nothing of it is kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the way to the last page of an account; nothing for all other faults."""
        if not isinstance(error, IntegrityError) or not isinstance(request.user, User):
            return None
        if User.objects.filter(pk=request.user.pk).exists():
            return None
        logout(request)
        return redirect("residents:erased")
