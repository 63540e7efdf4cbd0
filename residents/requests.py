"""Request types, and the reader of a page."""

from django.http import HttpRequest

from residents.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: its user is a resident."""

    user: User


def signed_in_reader(request: HttpRequest) -> User | None:
    """Return the signed-in resident; None for anonymous readers and for Wagtail's page previews."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and not getattr(request, "is_preview", False) else None
