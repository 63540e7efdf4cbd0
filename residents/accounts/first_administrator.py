"""The account of the first administrator, and the link with which its password is chosen."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import get_random_string

from residents import mail_port
from residents.models import User


@transaction.atomic
def make_administrator(*, email: str, first_name: str, last_name: str) -> User:
    """Create a superuser without a password; raises `ValidationError`.

    The address counts as confirmed: whoever runs commands on the server has typed it, and must be
    able to sign in while no mail arrives.
    """
    user = User(email=email, first_name=first_name, last_name=last_name)
    user.is_staff = user.is_superuser = True
    user.set_unusable_password()
    user.full_clean()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def password_link(user: User) -> str:
    """Return the URL at which `user` chooses a password, once, within PASSWORD_RESET_TIMEOUT."""
    with translation.override(user.language):
        path = reverse(
            "account_reset_password_from_key",
            kwargs={
                "uidb36": user_pk_to_url_str(user),
                "key": default_token_generator.make_token(user),
            },
        )
    return settings.BASE_URL + path


def mail_password_link(user: User) -> None:
    """Queue a mail with the link, in the language of `user`."""
    with translation.override(user.language):
        login_code_url = settings.BASE_URL + reverse("account_request_login_code")
    mail_port.queue_mail(
        key=f"account:{get_random_string(22)}",
        to=user.email,
        template="account/email/password_reset_key",
        context={"password_reset_url": password_link(user), "login_code_url": login_code_url},
        language=user.language,
        name=user.first_name,
    )
