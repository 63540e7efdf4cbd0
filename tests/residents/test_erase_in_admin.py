"""Deleting users in Wagtail's admin erases their accounts as they could themselves."""

import pytest
from allauth.account.models import EmailAddress
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
LAST_ONE = "ingen ville være administrator mere"
WHAT_HAPPENS = "“En tidligere bruger”"


@pytest.fixture
def root(db) -> User:
    return factories.make_user("root@example.org", "Rut", is_superuser=True, is_staff=True)


@pytest.fixture
def as_root(root) -> Client:
    browser = Client()
    factories.sign_in(browser, root)
    return browser


@pytest.fixture
def taken(alice, bob, theme):
    """Alice and Bob have each a seat and a text."""
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


def delete(*users: User) -> str:
    """The address at which those are deleted."""
    if len(users) == 1:
        return reverse("wagtailusers_users:delete", args=[users[0].pk])
    address = reverse("wagtail_bulk_action", args=["residents", "user", "delete"])
    return f"{address}?{'&'.join(f'id={user.pk}' for user in users)}"


def seats(occurrence) -> int:
    occurrence.refresh_from_db()
    return occurrence.taken


def gone(user: User) -> bool:
    return not (
        User.objects.filter(pk=user.pk).exists()
        or EmailAddress.objects.filter(email=user.email).exists()
        or SignUp.objects.filter(email=user.email).exists()
        or ModelLogEntry.objects.filter(label__icontains=user.first_name).exists()
    )


def test_one_is_erased(as_root, alice, bob, taken):
    page = as_root.get(delete(alice))
    assert WHAT_HAPPENS in page.content.decode()
    assert not gone(alice)

    answer = as_root.post(delete(alice), follow=True)

    assert "1 konto er slettet." in answer.content.decode()
    assert gone(alice)
    assert not gone(bob)
    assert seats(taken) == 1
    text = Post.objects.get(author=None)
    assert text.body
    last = OutboxMessage.objects.get(to=alice.email)
    assert last.key.startswith("erased:")


def test_several_are_erased(as_root, alice, bob, taken):
    page = as_root.get(delete(alice, bob))
    assert WHAT_HAPPENS in page.content.decode()
    assert not gone(alice)

    answer = as_root.post(delete(alice, bob), follow=True)

    assert "2 konti er slettet." in answer.content.decode()
    assert gone(alice)
    assert gone(bob)
    assert seats(taken) == 0


def test_a_second_click_says_it_is_gone(as_root, alice):
    as_root.post(delete(alice))
    assert as_root.post(delete(alice), follow=True).status_code == 404


@pytest.fixture
def keeper(db) -> User:
    """Somebody who may delete users and is no administrator."""
    keeper = factories.make_user("keeper@example.org", "Kai")
    group = Group.objects.create(name="Keepers")
    for name in ("access_admin", "delete_user", "change_user"):
        group.permissions.add(Permission.objects.get(codename=name))
    keeper.groups.add(group)
    return keeper


@pytest.mark.parametrize("several", [False, True])
def test_the_last_administrator_stays_and_so_do_those_beside_them(keeper, alice, bob, several):
    alice.groups.add(Group.objects.get(name="Administrators"))
    browser = Client()
    factories.sign_in(browser, keeper)
    users = (bob, alice) if several else (alice,)

    if not several:
        assert LAST_ONE in browser.get(delete(*users), follow=True).content.decode()
    page = browser.post(delete(*users), follow=True).content.decode()

    assert LAST_ONE in page
    assert User.objects.filter(pk__in=[alice.pk, bob.pk]).count() == 2
    assert not OutboxMessage.objects.exists()


def test_without_the_permission_nobody_is_erased(as_editor, as_moderator, client, alice, bob):
    for browser in (as_editor, as_moderator, client):
        for users in ((alice,), (alice, bob)):
            browser.post(delete(*users))
    assert User.objects.filter(pk__in=[alice.pk, bob.pk]).count() == 2


def test_other_things_are_deleted_as_ever(as_root, theme):
    page = factories.make_standard_page("Væk")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    as_root.post(f"{address}?id={page.pk}")
    assert not type(page).objects.filter(pk=page.pk).exists()
