"""The names of the roles: Wagtail groups, made by a migration of `home`."""

EDITORS = "Editors"
MODERATORS = "Moderators"
ADMINISTRATORS = "Administrators"
