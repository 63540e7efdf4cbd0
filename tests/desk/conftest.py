"""Fixtures of the tests of the desk."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission

from residents.models import User
from tests import factories


@pytest.fixture
def calendars(db):
    """The calendar in each language."""
    return [factories.calendar_page("da"), factories.calendar_page("en")]


@pytest.fixture
def other_theme(db):
    """Another theme than `theme`."""
    return factories.make_theme("loneliness")


@pytest.fixture
def as_administrator(db: None) -> Client:
    """An administrator's browser."""
    admin = factories.make_user("admin@example.org", "Ada", groups=("Administrators",))
    client = Client()
    factories.sign_in(client, admin)
    return client


@pytest.fixture
def theme_page(theme):
    """The only page that the partner's editor may edit."""
    return factories.make_theme_page(theme)


@pytest.fixture
def partner_editor(theme_page) -> User:
    """Somebody who edits the pages below one theme, and nothing else."""
    group = Group.objects.create(name="Police")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=group, page=theme_page, permission=Permission.objects.get(codename=codename)
        )
    return factories.make_user("partner@example.org", "Per", groups=("Police",))


@pytest.fixture
def as_partner_editor(partner_editor) -> Client:
    """The browser of the partner's editor."""
    client = Client()
    factories.sign_in(client, partner_editor)
    return client
