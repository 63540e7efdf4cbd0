"""Who sees which panel of the dashboard, and which report."""

from wagtail.models import Page
from wagtail.permissions import policy_registry

from core.caching.held_values import HeldValues
from residents.models import User

_EDITS = {"add", "change", "publish"}
# The root of the page tree: the menu alone asks for it twice.
_root: HeldValues[Page | None] = HeldValues()


def edits_pages(user: User) -> bool:
    """Return whether `user` may edit any page."""
    return bool(policy_registry.get_by_type(Page).user_has_any_permission(user, _EDITS))


def edits_the_site(user: User) -> bool:
    """Return whether `user` may edit the whole site, and not only a part of it."""
    root = _root.get(None, Page.get_first_root_node)
    return bool(
        root
        and policy_registry.get_by_type(Page).user_has_any_permission_for_instance(
            user, {"change", "publish"}, root
        )
    )


def moderates(user: User) -> bool:
    """Return whether `user` is a moderator of the forum."""
    return user.has_perm("forum.moderate")


def sees_the_site_in_numbers(user: User) -> bool:
    """Return whether `user` sees numbers of the whole site: its editors and its moderators."""
    return moderates(user) or edits_the_site(user)
