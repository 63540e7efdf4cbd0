"""allauth adapters for second factors and OpenID Connect."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.site_settings import site_name
from core.text.normalization import email_key
from residents.models import User


class MFAAdapter(DefaultMFAAdapter):
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the relying party, whose name the browser's dialogue shows."""
        return {
            "id": context.request.get_host().partition(":")[0],
            "name": site_name(),
        }

    def get_totp_issuer(self) -> str:
        """Return the name that authenticator apps show."""
        return site_name()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return a name for a passkey that its owner has not named."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Keep the name and the address from the provider, and drop everything else.

        An address is verified only if `email_verified` is the boolean `true`: some brokers send
        strings, and "false" is a true string.
        """
        user: User = super().populate_user(request, sociallogin, data)
        sociallogin.account.extra_data = {}
        user.email = email_key(user.email)
        for address in sociallogin.email_addresses:
            address.email = email_key(address.email)
            address.verified = address.verified is True
        return user

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> User:
        """Keep only the address that the person entered in the form."""
        if form is not None:
            chosen = email_key(form.cleaned_data["email"])
            sociallogin.email_addresses = [
                address
                for address in sociallogin.email_addresses
                if email_key(address.email) == chosen
            ]
        user: User = super().save_user(request, sociallogin, form)
        return user
