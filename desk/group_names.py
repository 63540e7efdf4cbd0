"""The names of groups and permissions in the language of the admin.

Django keeps both in the database, in English: Django's names for the permissions of each model,
and the names by which our code finds the groups.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

ADMINS_OWN = (gettext_noop("Editors"), gettext_noop("Moderators"), gettext_noop("Administrators"))


def group_name(group: Group) -> str:
    """Return the name of a group; a name that editors chose stays as they typed it."""
    return gettext(group.name) if group.name in ADMINS_OWN else group.name


def permission_name(permission: Permission) -> str:
    """Return what a permission allows, such as "Change: theme"."""
    action, _underscore, _model = permission.codename.partition("_")
    labels = {
        "add": _("Add: %(object)s"),
        "change": _("Change: %(object)s"),
        "delete": _("Delete: %(object)s"),
        "publish": _("Publish: %(object)s"),
        "lock": _("Lock: %(object)s"),
        "unlock": _("Unlock: %(object)s"),
        "view": _("View: %(object)s"),
        "bulk": _("Delete with subpages: %(object)s"),
    }
    if action not in labels:
        return capfirst(gettext(permission.name))
    return labels[action] % {"object": gettext(permission.content_type.name)}


def translate(index_view: Any) -> None:
    """Show these names in every form, and in the list of groups. Called once, in `ready()`."""
    Group.__str__ = group_name  # type: ignore[method-assign, assignment]
    Permission.__str__ = permission_name  # type: ignore[method-assign, assignment]
    for column in index_view.columns:
        column.accessor = group_name
