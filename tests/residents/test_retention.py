"""Account data is deleted when its retention period ends, and no earlier."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from residents.models import User
from residents.personal_data import retention
from tests import factories

pytestmark = pytest.mark.django_db
ONE_SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def newcomer(db) -> User:
    """A user who has not confirmed their address."""
    user = User.objects.create_user("new@example.org", factories.PASSWORD, first_name="Nye")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    return user


def deletion_time(user: User, settings) -> datetime.datetime:
    return user.date_joined + datetime.timedelta(days=settings.UNCONFIRMED_ACCOUNT_DAYS)


def test_an_unconfirmed_account_is_deleted_after_its_period(newcomer, alice, settings):
    with time_machine.travel(deletion_time(newcomer, settings), tick=False):
        assert retention.delete_unconfirmed_accounts() == 0
    with time_machine.travel(deletion_time(newcomer, settings) + ONE_SECOND, tick=False):
        assert retention.delete_unconfirmed_accounts() == 1
        assert retention.delete_unconfirmed_accounts() == 0
    assert list(User.objects.all()) == [alice]
    assert not mail.outbox  # the address may be somebody else's


def test_tick_deletes_unconfirmed_accounts_and_reports_how_many(newcomer, settings, capsys):
    with time_machine.travel(deletion_time(newcomer, settings) + ONE_SECOND, tick=False):
        call_command("tick")

    assert "1 unconfirmed accounts deleted" in capsys.readouterr().out


def confirm(user, theme):
    EmailAddress.objects.filter(user=user).update(verified=True)


def confirm_another_address(user, theme):
    EmailAddress.objects.create(user=user, email="other@example.org", verified=True)


def write(user, theme):
    factories.make_thread(user, theme)


def reply(user, theme):
    other = factories.make_user("other@example.org", "Other")
    factories.make_reply(factories.make_thread(other, theme), user)


def become_staff(user, theme):
    User.objects.filter(pk=user.pk).update(is_staff=True)


def become_administrator(user, theme):
    User.objects.filter(pk=user.pk).update(is_superuser=True)


def become_moderator(user, theme):
    user.groups.add(Group.objects.get(name="Moderators"))


def remove_the_address_row(user, theme):
    EmailAddress.objects.filter(user=user).delete()


@pytest.mark.parametrize(
    "use_account",
    [
        *(confirm, confirm_another_address, write, reply, become_staff, become_administrator),
        *(become_moderator, remove_the_address_row),
    ],
)
def test_a_confirmed_or_used_account_is_kept(newcomer, theme, settings, use_account):
    use_account(newcomer, theme)

    with time_machine.travel(
        deletion_time(newcomer, settings) + datetime.timedelta(days=99), tick=False
    ):
        assert retention.delete_unconfirmed_accounts() == 0
    assert User.objects.filter(pk=newcomer.pk).exists()


def test_ip_addresses_of_unused_sessions_are_deleted(alice, settings):
    now = timezone.now()
    for key, ip in (("old", "192.0.2.1"), ("new", "2001:db8::1")):
        UserSession.objects.create(
            user=alice, ip=ip, session_key=key, user_agent="Firefox", last_seen_at=now
        )
    limit = now + datetime.timedelta(days=settings.IP_RETENTION_DAYS)
    with time_machine.travel(limit, tick=False):
        assert retention.delete_ip_addresses() == 0
        UserSession.objects.filter(session_key="new").update(last_seen_at=limit)
    with time_machine.travel(limit + ONE_SECOND, tick=False):
        assert retention.delete_ip_addresses() == 1
        assert retention.delete_ip_addresses() == 0
    assert dict(UserSession.objects.values_list("session_key", "ip")) == {
        "old": "::",
        "new": "2001:db8::1",
    }
