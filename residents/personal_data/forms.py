"""The form that erases an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text.normalization import email_key
from residents.models import User
from residents.personal_data.registry import Posts


class EraseForm(forms.Form):
    """Asks what happens to the person's texts, and for confirmation.

    A person without a password or passkey confirms by typing their e-mail address.
    """

    posts = forms.ChoiceField(
        label=_("What should happen to your posts in the forum?"),
        choices=Posts.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Posts you keep are shown under “A former resident”, and what they say about "
            "you stays in them. Posts you remove are replaced by a line saying that the "
            "author has removed the text, and the titles of threads you started are removed "
            "too. Other people’s replies stay."
        ),
        error_messages={"required": _("Choose one of these.")},
    )
    email = forms.CharField(
        label=_("Your email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Enter it, so we know you mean it."),
        error_messages={"required": _("Please fill this in.")},
    )
    understood = forms.BooleanField(
        label=_("I understand that this cannot be undone"),
        error_messages={"required": _("Tick this to delete your account.")},
    )

    def __init__(self, *args: Any, user: User, asks_for_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not asks_for_address:
            del self.fields["email"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email_key(email) != email_key(self.user.email):
            raise forms.ValidationError(_("This is not your account’s address."))
        return email
