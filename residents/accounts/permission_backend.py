"""The authentication backend: allauth's, with permissions held in memory."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from core.caching.held_values import HeldValues

_permissions: HeldValues[frozenset[str]] = HeldValues(most=2_000)


class HeldPermissionsBackend(AuthenticationBackend):
    """Reads the permissions of a user once, and again after a change of a group or permission.

    Each page asks for them, and most residents have none. Other processes see a change as they see
    one of a page: within a second.
    """

    def _get_permissions(self, user_obj: Any, obj: Any, from_name: str) -> set[str]:
        """Return the permissions from `from_name`: "user" or "group"."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()

        def read() -> frozenset[str]:
            return frozenset(super(HeldPermissionsBackend, self)._get_permissions(*arguments))

        arguments = (user_obj, obj, from_name)
        key = (user_obj.pk, user_obj.is_superuser, from_name)
        return set(_permissions.get(key, read))
