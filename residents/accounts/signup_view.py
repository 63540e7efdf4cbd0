"""Joining."""

from allauth.account import views as account_views
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse


def signup(request: HttpRequest) -> HttpResponse:
    """Show allauth's form. The account and the mail it owes are written together, or not at all."""
    try:
        with transaction.atomic():
            return account_views.signup(request)
    except IntegrityError:
        # The form was sent twice at once. The other made the account; now allauth knows of it.
        with transaction.atomic():
            return account_views.signup(request)
