"""The signed-in resident of an HTTP request, for views and for mypy."""

from django.http import HttpRequest

from residents.models import User


class SignedInRequest(HttpRequest):
    """The type of a request in a view with `login_required`, where `request.user` is a `User`."""

    user: User


def signed_in_reader(request: HttpRequest) -> User | None:
    """Return the signed-in resident; None for anonymous readers and for Wagtail's page previews."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and not getattr(request, "is_preview", False) else None
