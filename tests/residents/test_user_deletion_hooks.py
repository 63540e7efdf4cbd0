"""Deleting users in Wagtail's admin erases their accounts by the rules of all apps."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from events.models import SignUp
from forum.models import Post
from notifications.models import OutboxMessage
from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db
LAST_ADMINISTRATOR = "nogen administrator tilbage"


@pytest.fixture
def root(db) -> User:
    return factories.make_user("root@example.org", "Rut", is_superuser=True, is_staff=True)


@pytest.fixture
def as_root(root) -> Client:
    browser = Client()
    factories.sign_in(browser, root)
    return browser


@pytest.fixture
def occurrence_with_two(alice, bob, theme):
    """An occurrence with seats for Alice and Bob, who have each written a thread."""
    occurrence = factories.make_occurrence(theme, capacity=5)
    for user in (alice, bob):
        factories.make_thread(user, theme, f"Af {user.first_name}")
        factories.sign_up(
            occurrence=occurrence,
            user=user,
            name=user.first_name,
            email=user.email,
            party_size=1,
            language="da",
        )
    return occurrence


def delete_url(*users: User) -> str:
    """Return the URL that deletes these users."""
    if len(users) == 1:
        return reverse("wagtailusers_users:delete", args=[users[0].pk])
    url = reverse("wagtail_bulk_action", args=["residents", "user", "delete"])
    return f"{url}?{'&'.join(f'id={user.pk}' for user in users)}"


def taken_seats(occurrence) -> int:
    occurrence.refresh_from_db()
    return occurrence.taken


def is_erased(user: User) -> bool:
    return not (
        User.objects.filter(pk=user.pk).exists()
        or EmailAddress.objects.filter(email=user.email).exists()
        or SignUp.objects.filter(email=user.email).exists()
        or ModelLogEntry.objects.filter(label__icontains=user.first_name).exists()
    )


def test_deleting_one_user_erases_the_account(as_root, alice, bob, occurrence_with_two):
    page = as_root.get(delete_url(alice))
    assert "”En tidligere bruger”" in page.content.decode()
    assert not is_erased(alice)

    response = as_root.post(delete_url(alice), follow=True)

    assert response.status_code == 200
    assert is_erased(alice)
    assert not is_erased(bob)
    assert taken_seats(occurrence_with_two) == 1
    post = Post.objects.get(author=None)
    assert post.body
    last_mail = OutboxMessage.objects.get(to=alice.email)
    assert last_mail.key.startswith("erased:")


def test_deleting_several_users_erases_all_of_them(as_root, alice, bob, occurrence_with_two):
    assert as_root.get(delete_url(alice, bob)).status_code == 200
    assert not is_erased(alice)

    response = as_root.post(delete_url(alice, bob), follow=True)

    [message] = response.context["messages"]
    assert message.level == messages.SUCCESS
    assert re.findall(r"\d+", str(message)) == ["2"]
    assert is_erased(alice)
    assert is_erased(bob)
    assert taken_seats(occurrence_with_two) == 0


def test_deleting_a_user_twice_is_not_found(as_root, alice):
    as_root.post(delete_url(alice))
    assert as_root.post(delete_url(alice), follow=True).status_code == 404


@pytest.fixture
def keeper(db) -> User:
    """A user who may delete users and is no administrator."""
    keeper = factories.make_user("keeper@example.org", "Kai")
    group = Group.objects.create(name="Keepers")
    for name in ("access_admin", "delete_user", "change_user"):
        group.permissions.add(Permission.objects.get(codename=name))
    keeper.groups.add(group)
    return keeper


@pytest.mark.parametrize("several", [False, True])
def test_deleting_the_last_administrator_is_refused_for_the_whole_selection(
    keeper, alice, bob, several
):
    alice.groups.add(Group.objects.get(name="Administrators"))
    browser = Client()
    factories.sign_in(browser, keeper)
    users = (bob, alice) if several else (alice,)

    if not several:
        assert LAST_ADMINISTRATOR in browser.get(delete_url(*users), follow=True).content.decode()
    page = browser.post(delete_url(*users), follow=True).content.decode()

    assert LAST_ADMINISTRATOR in page
    assert User.objects.filter(pk__in=[alice.pk, bob.pk]).count() == 2
    assert not OutboxMessage.objects.exists()


def test_deleting_needs_the_permission(as_editor, as_moderator, client, alice, bob):
    for browser in (as_editor, as_moderator, client):
        for users in ((alice,), (alice, bob)):
            browser.post(delete_url(*users))
    assert User.objects.filter(pk__in=[alice.pk, bob.pk]).count() == 2


def test_other_bulk_deletions_are_not_affected(as_root, theme):
    page = factories.make_standard_page("Væk")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    as_root.post(f"{url}?id={page.pk}")
    assert not type(page).objects.filter(pk=page.pk).exists()
