"""The roles: Wagtail groups, made by a migration of `home`."""

from residents.models import User

EDITORS = "Editors"
MODERATORS = "Moderators"
ADMINISTRATORS = "Administrators"


def may_more_than_residents(user: User) -> bool:
    """Return whether `user` has any power over what is not their own: any permission at all."""
    return user.is_staff or user.is_superuser or bool(user.get_all_permissions())
