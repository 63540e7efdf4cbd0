"""Groups of editors and their members, for the tests of the desk."""

from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission

from core.models import ThemeEditors
from tests import factories

ALL = ("add", "change", "publish", "lock", "unlock", "bulk_delete")


def make_group(name, *themes, on=(), actions=ALL):
    """Make a group with access to the admin, limited to the themes, with rights on the pages."""
    group = Group.objects.create(name=name)
    group.permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "submit_translation"])
    )
    for page in on:
        for action in actions:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{action}_page"
            )
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    ThemeEditors.objects.bulk_create([ThemeEditors(group=group, theme=theme) for theme in themes])
    return group


def make_member(name, *groups):
    """Make a member of the groups; return the user and a browser that is signed in."""
    user = factories.make_user(
        f"{name.lower()}@example.org", name, groups=tuple(group.name for group in groups)
    )
    return user, browser_of(user)


def browser_of(user):
    """Return a browser in which the user is signed in."""
    client = Client()
    factories.sign_in(client, user)
    return client
