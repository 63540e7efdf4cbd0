"""Forms of the pages on which users manage their account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text.fields import EmailField
from core.text.normalization import email_key
from residents.models import User


class EmailChangeForm(forms.Form):
    email = EmailField(
        label=_("New email address"),
        help_text=_(
            "We will write to both addresses. Nothing changes until you have confirmed from both."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == email_key(self.user.email):
            raise forms.ValidationError(_("This is already your address."), code="same")
        return email
