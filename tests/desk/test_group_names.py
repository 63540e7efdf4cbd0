"""Names of groups and permissions in the admin's language."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import translation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["Editors", "Moderators", "Administrators"])
def test_our_groups_have_a_name_in_each_language(name):
    group = Group.objects.get(name=name)
    with translation.override("en"):
        assert str(group) == name
    with translation.override("da"):
        assert str(group) != name


def test_a_group_that_an_administrator_names_keeps_its_name():
    with translation.override("da"):
        assert str(Group(name="Users")) == "Users"


def test_no_permission_is_named_in_english():
    with translation.override("da"):
        names = {str(each) for each in Permission.objects.filter(codename__regex="^(add|change)_")}
    assert names
    assert not any("Can " in name for name in names)
