"""Who may approve what editors submit."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page

from core.theme_limits import is_themed


def reviews(group: Group, obj: Any) -> bool:
    """Whether members of a group that approves may approve `obj`.

    A group that is limited to themes approves events of its themes, and other pages for which it
    has a permission.
    """
    themes = {limit.theme_id for limit in group.theme_limits.all()}
    if not themes or not isinstance(obj, Page):
        return True
    if is_themed(obj):
        return obj.specific.theme_id in themes
    return any(obj.path.startswith(path) for path in _paths_of(group))


def any_reviews(groups: Iterable[Group], obj: Any) -> bool:
    """Whether members of one of the groups may approve `obj`."""
    return any(reviews(group, obj) for group in groups)


def _paths_of(group: Group) -> Iterable[str]:
    permissions = GroupPagePermission.objects.filter(group=group)
    return permissions.values_list("page__path", flat=True)
