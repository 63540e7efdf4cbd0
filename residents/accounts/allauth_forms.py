"""allauth's forms with the hub's own fields and texts."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.socialaccount.forms import SignupForm as SocialSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from core.text.fields import EmailField, LineField


class _PlainForm(forms.Form):
    """Removes texts that repeat others.

    allauth repeats the label as a placeholder, and Django's list of password rules repeats the
    text above the form.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = ""


class ChangePasswordForm(_PlainForm, account_forms.ChangePasswordForm):
    """Changes the password."""


class SetPasswordForm(_PlainForm, account_forms.SetPasswordForm):
    """Sets the first password of an account without one."""


class ResetPasswordKeyForm(_PlainForm, account_forms.ResetPasswordKeyForm):
    """Sets a new password after the link in a mail."""


class ReauthenticateForm(_PlainForm, account_forms.ReauthenticateForm):
    """Asks for the password again."""


class ConfirmLoginCodeForm(_PlainForm, account_forms.ConfirmLoginCodeForm):
    """Asks for the code that was mailed for signing in."""


class ConfirmEmailForm(_PlainForm, account_forms.ConfirmEmailVerificationCodeForm):
    """Asks for the code that was mailed for signing up."""


class AuthenticateForm(_PlainForm, mfa_forms.AuthenticateForm):
    """Asks for a code from an app, or a recovery code."""


class ReauthenticateWithCodeForm(_PlainForm, mfa_forms.ReauthenticateForm):
    """Asks for a code from an app again."""


class ActivateTOTPForm(_PlainForm, AllauthActivateTOTPForm):
    """Asks for the first code from an app."""


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(
            widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"})
        )
        self.order_fields(["login", "password"])
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignupForm(account_forms.SignupForm):
    """Signs up. `SignupDetailsForm` adds the name and the house rules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        self.fields["email"] = EmailField(
            help_text=_("We will send you a code to confirm with. Nobody else sees the address."),
            initial=email.initial,
        )
        password = self.fields["password1"]
        password.help_text = _(
            "You don’t need one: we can email you a code each time. If you want one, it "
            "must be at least 8 characters long and hard to guess."
        )
        password.widget.attrs.pop("placeholder", None)
        self.order_fields(self.field_order)


class ProviderSignupForm(SocialSignupForm):
    """Signs up with what an OpenID provider tells. `SignupDetailsForm` adds its fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField()
        self.order_fields(self.field_order)


class ResetPasswordForm(account_forms.ResetPasswordForm):
    email = EmailField()


class RequestLoginCodeForm(account_forms.RequestLoginCodeForm):
    email = EmailField()


class AddPasskeyForm(AddWebAuthnForm):
    """Adds a passkey that signs in without a user name (a discoverable credential)."""

    name = LineField(
        label=_("What do you call this device?"),
        required=False,
        max_length=60,
        help_text=_("So you can tell it from the others, such as “My phone”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth's script reads this checkbox.
        self.fields["passwordless"].initial = True
        self.initial["passwordless"] = True
        self.initial["name"] = ""
