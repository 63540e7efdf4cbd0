"""The sign-up view."""

from allauth.account import views as account_views
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse


def signup(request: HttpRequest) -> HttpResponse:
    """Run allauth's view in a transaction, so that the account and its mail are saved together."""
    try:
        with transaction.atomic():
            return account_views.signup(request)
    except IntegrityError:
        # A concurrent request has created the account. allauth handles an existing account.
        with transaction.atomic():
            return account_views.signup(request)
