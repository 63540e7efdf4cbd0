"""The roles: Wagtail groups that a migration of the home app creates, and their shown names."""

from django.contrib.auth.models import Group
from django.utils.translation import gettext, gettext_noop

from residents.models import User

EDITORS = gettext_noop("Editors")
MODERATORS = gettext_noop("Moderators")
ADMINISTRATORS = gettext_noop("Administrators")
_ROLES = {EDITORS, MODERATORS, ADMINISTRATORS}


def has_staff_permissions(user: User) -> bool:
    """Return whether `user` has any permission; residents have none."""
    return user.is_staff or user.is_superuser or bool(user.get_all_permissions())


def shown_name(group: Group) -> str:
    """Return the name of a role in the active language, and that of another group as it is."""
    return gettext(group.name) if group.name in _ROLES else group.name


def show_translated_names() -> None:
    """Show roles by their translated names wherever the admin shows a group as text."""
    Group.add_to_class("__str__", shown_name)
