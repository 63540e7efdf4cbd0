"""The hub's own fields of the sign-up form."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import Area
from residents.models import User
from residents.profiles.reserved_names import NameField, add_name_errors


class SignupDetailsForm(forms.Form):
    """The fields that allauth adds to its sign-up form: name, area, and the house rules."""

    first_name = NameField(
        label=_("First name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label=_("Last name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=_("Your neighbours see your name when you write."),
    )
    area = forms.ModelChoiceField(
        Area.objects.all(),
        label=_("Your town or neighbourhood"),
        required=False,
        empty_label=_("I’d rather not say"),
        help_text=_("So we can show you what happens near you first. Others cannot see it."),
    )
    accepts_rules = forms.BooleanField(
        label=_("I am 15 or older and will follow the house rules"),
        error_messages={"required": _("Tick this to create an account.")},
    )

    field_order = ["first_name", "last_name", "email", "password1", "area", "accepts_rules"]

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        add_name_errors(self)
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Store the active language and the area; allauth stores the rest."""
        user.language = get_language() or user.language
        user.area = self.cleaned_data.get("area")
        user.save(update_fields=["language", "area"])
