"""allauth's forms for getting in, with the hub's own fields and words."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from core.text.fields import EmailField, LineField


class _LowerCaseEmailField(EmailField):
    """As allauth's own: whoever capitalises an address means the same one."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class _Plain(forms.Form):
    """Says each thing once: allauth's forms repeat the label in the field, and Django's list of
    what a password must not be says at length what stands above the form.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = ""


class ChangePasswordForm(_Plain, account_forms.ChangePasswordForm):
    """A new password in place of the old one."""


class SetPasswordForm(_Plain, account_forms.SetPasswordForm):
    """The first password of somebody who had none."""


class ResetPasswordKeyForm(_Plain, account_forms.ResetPasswordKeyForm):
    """A new password, by the link in a mail."""


class ReauthenticateForm(_Plain, account_forms.ReauthenticateForm):
    """The password once more."""


class ConfirmLoginCodeForm(_Plain, account_forms.ConfirmLoginCodeForm):
    """The code that was mailed for signing in."""


class ConfirmEmailForm(_Plain, account_forms.ConfirmEmailVerificationCodeForm):
    """The code that was mailed for joining."""


class AuthenticateForm(_Plain, mfa_forms.AuthenticateForm):
    """The code from an app, or a recovery code."""


class ReauthenticateWithCodeForm(_Plain, mfa_forms.ReauthenticateForm):
    """The same once more."""


class ActivateTOTPForm(_Plain, AllauthActivateTOTPForm):
    """The first code from an app."""


class LoginForm(account_forms.LoginForm):
    """Signing in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _LowerCaseEmailField(
            widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"})
        )
        self.order_fields(["login", "password"])
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignupForm(account_forms.SignupForm):
    """Joining. The name and the promises come from `SignupDetailsForm`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        self.fields["email"] = _LowerCaseEmailField(
            help_text=_("We send you a code to confirm with. Nobody else sees the address."),
            initial=email.initial,
        )
        password = self.fields["password1"]
        password.help_text = _(
            "You need none: we can send you a code by e-mail each time. If you want one, it must "
            "be at least 8 characters long and hard to guess."
        )
        password.widget.attrs.pop("placeholder", None)
        self.order_fields(self.field_order)


class ResetPasswordForm(account_forms.ResetPasswordForm):
    """Asking for a new password."""

    email = _LowerCaseEmailField()


class RequestLoginCodeForm(account_forms.RequestLoginCodeForm):
    """Asking for a code to sign in with."""

    email = _LowerCaseEmailField()


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey of the hub signs in by itself, so it is always made to be found without a name."""

    name = LineField(
        label=_("What do you call this device?"),
        required=False,
        max_length=60,
        help_text=_("So that you know it from the others, such as “My telephone”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The script reads whether it is ticked.
        self.fields["passwordless"].initial = True
        self.initial["passwordless"] = True
        self.initial["name"] = ""
