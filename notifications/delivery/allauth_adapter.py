"""The allauth adapter: mail about accounts goes through the outbox."""

import logging
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import rate_limits
from core.return_urls import local_path
from core.site_settings import site_name
from core.text.normalization import email_key
from notifications.delivery import outbox
from notifications.unsubscribing.scopes import ACCOUNT
from residents.accounts import login_redirects
from residents.models import User
from residents.roles import has_staff_permissions

logger = logging.getLogger(__name__)

# Mails that anybody can cause by typing an address: their recipient can stop them. All others are
# asked for by the owner of the account, or concern its security.
_CAUSED_BY_STRANGERS = {
    "account/email/account_already_exists",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/unknown_account",
    "residents/mail/email_change_new",
    "residents/mail/email_change_taken",
}
# All that anybody can cause: also those that the owner of the account cannot stop.
_PROMPTED = _CAUSED_BY_STRANGERS | {"account/email/login_code", "account/email/password_reset_key"}


class AccountAdapter(DefaultAccountAdapter):
    """Sends allauth's mail through the outbox, and redirects after the sign-in."""

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Redirect after the sign-in, through a registered detour such as the welcome page."""
        response = super().post_login(request, user, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            response["Location"] = login_redirects.redirect_url(user, response.url)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of the client; one of version 4 always in its own form."""
        address: str = super().get_client_ip(request)
        mapped = IPv6Address(address).ipv4_mapped if ":" in address else None
        return str(mapped) if mapped else address

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether allauth may redirect to `url`."""
        return bool(local_path(url))

    def format_email_subject(self, subject: str) -> str:
        """Return the subject without a prefix: the name of the sender says enough."""
        return subject

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Describe the methods, those first that the user surely has."""
        descriptions = {
            "reauthenticate": _("Enter your password"),
            "mfa_reauthenticate": _("Enter a code from your app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        has_app = is_mfa_enabled(user, [Authenticator.Type.TOTP])
        if not has_app:
            # Without an app, the code can only be a recovery code: offer it last.
            methods.sort(key=lambda method: method["id"] == "mfa_reauthenticate")
        return [
            {**method, "description": descriptions.get(method["id"], method["description"])}
            for method in methods
        ]

    def send_account_already_exists_mail(self, email: str) -> None:
        """Send the mail, and take as long as creating an account takes (timing attacks)."""
        request = allauth_context.request
        if request and (password := request.POST.get("password1")):
            make_password(password)
        super().send_account_already_exists_mail(email)

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """Send the code. Staff do not join: somebody has made their account before."""
        user = _account(emailconfirmation.email_address.user)
        is_staff = user is not None and has_staff_permissions(user)
        super().send_confirmation_mail(request, emailconfirmation, signup and not is_staff)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render the mail of a template and put it into the outbox.

        Beyond the daily limit of its address nothing is sent, and the page does not say so.
        """
        if template_prefix in _PROMPTED and not _is_within_daily_limit(email):
            logger.warning("No more mails today to an address: %s", template_prefix)
            return
        user = _account(context.get("user"))
        is_of_stranger = template_prefix in _CAUSED_BY_STRANGERS
        with transaction.atomic():
            outbox.put(
                # A random key: allauth and its rate limits decide on repetitions.
                key=f"account:{get_random_string(22)}",
                to=email,
                template=template_prefix,
                context={
                    "email": email,
                    **{name: _with_base_url(name, value) for name, value in context.items()},
                    "site_name": site_name(),
                    "code_minutes": account_settings.LOGIN_BY_CODE_TIMEOUT // 60,
                    "login_code_url": settings.BASE_URL + reverse("account_request_login_code"),
                    "security_url": settings.BASE_URL + reverse("residents:security"),
                },
                language=get_language() or settings.LANGUAGE_CODE,
                scope=ACCOUNT,
                user=user,
                must_reach=not is_of_stranger,
            )


def _account(user: object) -> User | None:
    return user if isinstance(user, User) and user.pk else None


def _is_within_daily_limit(email: str) -> bool:
    """Count one mail that somebody has caused by typing `email`."""
    request = allauth_context.request
    return request is None or rate_limits.allows(request, "prompted_mail", key=email_key(email))


def _with_base_url(name: str, value: Any) -> Any:
    """Return a URL of allauth with the host of `BASE_URL`: its own comes from the Host header."""
    if not name.endswith("_url") or not isinstance(value, str):
        return value
    parts = urlsplit(value)
    return settings.BASE_URL + parts._replace(scheme="", netloc="").geturl()
