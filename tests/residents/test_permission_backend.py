"""Permissions are read once, and again as soon as a group or its permissions change."""

import pytest
from django.contrib.auth.models import Group, Permission

from residents.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_committed")]


def again(user: User) -> User:
    """Return the user as the next request reads it."""
    return User.objects.get(pk=user.pk)


def test_a_resident_asks_the_database_once(django_assert_num_queries):
    user = User.objects.create_user("rita@example.org")
    assert not again(user).has_perm("forum.moderate")
    later = again(user)
    with django_assert_num_queries(0):
        assert not later.has_perm("forum.moderate")


def test_joining_and_leaving_a_group_counts_from_the_next_request():
    user = User.objects.create_user("rita@example.org")
    group = Group.objects.create(name="Wardens")
    group.permissions.add(Permission.objects.get(codename="moderate"))
    assert not again(user).has_perm("forum.moderate")

    user.groups.add(group)
    assert again(user).has_perm("forum.moderate")
    user.groups.remove(group)
    assert not again(user).has_perm("forum.moderate")


def test_what_a_group_may_do_counts_from_the_next_request():
    user = User.objects.create_user("rita@example.org")
    group = Group.objects.create(name="Wardens")
    user.groups.add(group)
    assert not again(user).has_perm("forum.moderate")

    group.permissions.add(Permission.objects.get(codename="moderate"))
    assert again(user).has_perm("forum.moderate")


def test_an_administrator_who_is_made_a_resident_again_may_do_nothing():
    user = User.objects.create_superuser("ida@example.org")
    assert again(user).has_perm("forum.moderate")
    User.objects.filter(pk=user.pk).update(is_superuser=False)
    assert not again(user).has_perm("forum.moderate")
    User.objects.filter(pk=user.pk).update(is_superuser=True, is_active=False)
    assert not again(user).has_perm("forum.moderate")
