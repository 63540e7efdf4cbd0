"""Permissions for pages of groups of editors that are limited to themes.

Events of all themes lie under one calendar, so Wagtail's permissions for a part of the page tree
cannot tell them apart. A group with `ThemeEditors` has its permissions for themed pages of these
themes only, and on a page that contains them it may only add some. On all other pages its
permissions are what Wagtail says. A group without themes is not limited. A user in several groups
has the permissions of all of them.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import GroupPagePermission, Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

# Classes of pages with a `theme`, and of the pages above them.
_themed: list[type[Page]] = []
_containers: list[type[Page]] = []


class ThemedPagePermissionPolicy(PagePermissionPolicy):
    """Wagtail's permissions for pages, with the limits to themes."""

    # Wagtail's own name is used for the same permissions without the themes of the groups.
    permission_cache_name = "_themed_page_permission_cache"

    def get_all_permissions_for_user(self, user: Any) -> QuerySet[GroupPagePermission]:
        found: QuerySet[GroupPagePermission] = super().get_all_permissions_for_user(user)
        return found.select_related("page", "permission", "group").prefetch_related(
            "group__theme_limits"
        )

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Page
    ) -> bool:
        base: bool | None = self._base_user_has_permission(user)
        if base is not None:
            return base
        granted = granted_actions(user, instance)
        if "add" in granted and instance.owner_id == user.pk:
            granted.add("change")
        return not granted.isdisjoint(actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        wanted = set(actions)
        permissions = self.get_cached_permissions_for_user(user)
        if not any(_themes_of(each) for each in permissions):
            return super().instances_user_has_any_permission_for(user, wanted)
        found = Q(pk__in=[])
        for each in permissions:
            action = _action(each)
            reached = Q(path__startswith=each.page.path) & ~_withheld(each)
            if action in wanted:
                found |= reached
            elif action == "add" and "change" in wanted:
                found |= reached & Q(owner=user)
        return self.model._default_manager.filter(found)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> Any:
        users = super().users_with_any_permission_for_instance(
            actions, instance, include_superusers
        )
        refused = [
            user.pk
            for user in users
            if not self.user_has_any_permission_for_instance(user, actions, instance)
        ]
        return users.exclude(pk__in=refused)


class ThemedPermissionTester(PagePermissionTester):
    """What a user may do with a page that has a theme."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if hasattr(self, "permissions"):
            self.permissions = granted_actions(user, page)

    def can_move_to(self, destination: Page) -> bool:
        # Their place among the pages of the same parent.
        if self.page.is_child_of(destination):
            return bool(self.can_move())
        return bool(super().can_move_to(destination))


class ContainerPermissionTester(PagePermissionTester):
    """What a user may do with a page that contains pages of all themes."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        self._publishes_below = "publish" in getattr(self, "permissions", ())
        if hasattr(self, "permissions"):
            self.permissions = granted_actions(user, page)

    def can_publish_subpage(self) -> bool:
        return (bool(self.user.is_active) and self._publishes_below) or bool(
            super().can_publish_subpage()
        )


def register(themed: type[Page], container: type[Page]) -> None:
    """Limit the permissions for pages of the class `themed` and of their parents."""
    _themed.append(themed)
    _containers.append(container)


def use_policy() -> None:
    """Let Wagtail ask this policy for all pages. Called once, before Wagtail looks for one."""
    register_permission_policy(Page, ThemedPagePermissionPolicy())


def granted_actions(user: Any, page: Page) -> set[str]:
    """Return the actions, such as “change”, that the user's groups may take with the page."""
    permissions = ThemedPagePermissionPolicy().get_cached_permissions_for_user(user)
    return {
        _action(each)
        for each in permissions
        if page.path.startswith(each.page.path) and _reaches(each, page)
    }


def is_themed(page: Page) -> bool:
    """Whether permissions for the page depend on its theme."""
    return issubclass(page.specific_class or Page, tuple(_themed))


def allowed_themes(user: Any, parent: Page) -> set[int] | None:
    """Return the themes of which `user` may write pages below `parent`; None if it may be any."""
    if user is None or user.is_superuser:
        return None
    allowed: set[int] = set()
    for each in ThemedPagePermissionPolicy().get_cached_permissions_for_user(user):
        if parent.path.startswith(each.page.path):
            themes = _themes_of(each)
            if not themes:
                return None
            allowed |= themes
    return allowed


def themes_for(user: Any, permission: str) -> set[int] | None:
    """Return the themes to which the user's groups limit a permission that the user has.

    `permission` is "app.codename". None if the permission is not limited.
    """
    if user.is_superuser:
        return None
    app, _dot, codename = permission.partition(".")
    granting = user.groups.filter(
        permissions__codename=codename, permissions__content_type__app_label=app
    )
    themes = set(granting.values_list("theme_limits__theme", flat=True))
    # A group without limits has no row on that side of the join.
    return themes if themes and None not in themes else None


def _action(permission: GroupPagePermission) -> str:
    return str(permission.permission.codename).rsplit("_", maxsplit=1)[0]


def _themes_of(permission: GroupPagePermission) -> set[int]:
    """Return the themes that the group is limited to; none if it is not."""
    return {limit.theme_id for limit in permission.group.theme_limits.all()}


def _reaches(permission: GroupPagePermission, page: Page) -> bool:
    themes = _themes_of(permission)
    if not themes:
        return True
    if is_themed(page):
        themed = page if isinstance(page, tuple(_themed)) else page.specific_deferred
        return themed.theme_id in themes
    if issubclass(page.specific_class or Page, tuple(_containers)):
        return _action(permission) == "add"
    return True


def _withheld(permission: GroupPagePermission) -> Q:
    """Return a condition for the pages below that of the permission that it does not reach."""
    withheld = Q(pk__in=[])
    if themes := _themes_of(permission):
        for model in _themed:
            withheld |= Q(pk__in=model.objects.exclude(theme__in=themes).values("pk"))
        if _action(permission) != "add":
            for model in _containers:
                withheld |= Q(pk__in=model.objects.values("pk"))
    return withheld
