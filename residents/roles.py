"""The roles: Wagtail groups that a migration of the home app creates."""

from residents.models import User

EDITORS = "Editors"
MODERATORS = "Moderators"
ADMINISTRATORS = "Administrators"


def has_staff_permissions(user: User) -> bool:
    """Return whether `user` has any permission; residents have none."""
    return user.is_staff or user.is_superuser or bool(user.get_all_permissions())
