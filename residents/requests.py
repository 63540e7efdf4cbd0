"""Request types for views."""

from django.http import HttpRequest

from residents.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: its user is a resident."""

    user: User
