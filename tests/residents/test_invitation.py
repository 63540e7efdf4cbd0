"""A person for whom an administrator makes an account gets a mail that says how to sign in."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from notifications.models import OutboxMessage
from residents.models import User
from tests import factories
from tests.residents.account_helpers import mailed_code

pytestmark = pytest.mark.django_db

ADD = "wagtailusers_users:add"


@pytest.fixture
def as_administrator(client):
    admin = factories.make_user("admin@example.org", "Ada", groups=("Administrators",))
    factories.sign_in(client, admin)
    return client


def form_of(*groups, **changes):
    """Return the data of the form for a new user in those groups."""
    ids = list(Group.objects.filter(name__in=groups).values_list("pk", flat=True))
    return {
        "email": "rie@example.org",
        "first_name": "Rie",
        "last_name": "Holm",
        "is_active": "on",
        "groups": ids,
        **changes,
    }


def mails():
    return list(OutboxMessage.objects.filter(to="rie@example.org"))


def test_a_new_editor_gets_the_links_to_sign_in_and_to_the_admin(as_administrator, settings):
    assert as_administrator.post(reverse(ADD), form_of("Editors")).status_code == 302

    [mail] = mails()
    assert settings.BASE_URL + reverse("account_request_login_code") in mail.text
    assert f"{settings.BASE_URL}/admin/" in mail.text
    assert "rie@example.org" in mail.text
    assert not User.objects.get(email="rie@example.org").has_usable_password()


def test_a_new_resident_gets_no_link_to_the_admin(as_administrator):
    as_administrator.post(reverse(ADD), form_of())

    [mail] = mails()
    assert "/admin/" not in mail.text


@pytest.mark.parametrize("changes", [{"email": "rie"}, {"first_name": ""}])
def test_no_mail_without_an_open_account(as_administrator, changes):
    as_administrator.post(reverse(ADD), form_of("Editors", **changes))

    assert mails() == []


@pytest.mark.parametrize("browser", ["client", "as_alice", "as_moderator", "as_editor"])
def test_only_administrators_make_accounts(request, browser):
    response = request.getfixturevalue(browser).post(reverse(ADD), form_of("Editors"))

    assert response.status_code in {302, 403}
    assert mails() == []


def test_the_new_editor_signs_in_with_a_code(as_administrator):
    as_administrator.post(reverse(ADD), form_of("Editors"))
    OutboxMessage.objects.all().delete()
    browser = Client()
    browser.post(reverse("account_request_login_code"), {"email": "rie@example.org"})
    [mail] = mails()

    response = browser.post(reverse("account_confirm_login_code"), {"code": mailed_code(mail)})

    assert response.status_code == 302
    assert "_auth_user_id" in browser.session
    assert EmailAddress.objects.filter(email="rie@example.org", verified=True).exists()


def test_the_mail_of_a_first_sign_in_with_a_password_speaks_of_signing_in(client):
    """The command line makes accounts whose address is not confirmed."""
    User.objects.create_superuser("rie@example.org", factories.PASSWORD, first_name="Rie")
    client.post(
        reverse("account_login"), {"login": "rie@example.org", "password": factories.PASSWORD}
    )

    [mail] = mails()
    assert mailed_code(mail)
    with translation.override("da"):
        joining = gettext(
            "Welcome to Det Gode Naboskab. Type this code where you are making your account:"
        )
    assert joining not in mail.text


def test_an_administrator_of_the_command_line_has_a_name():
    with pytest.raises(CommandError, match="first_name"):
        call_command("createsuperuser", email="ada@example.org", interactive=False, verbosity=0)
    names = {"first_name": "Ada", "last_name": "Holm"}
    call_command(
        "createsuperuser", email="ada@example.org", interactive=False, verbosity=0, **names
    )

    assert User.objects.get(email="ada@example.org").public_name == "Ada Holm"
