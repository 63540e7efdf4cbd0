"""What a person is asked when they join."""

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.text.fields import LineField
from residents.models import User
from residents.names import refuse_reserved_name


class SignupDetailsForm(forms.Form):
    """The hub's own part of allauth's sign-up form: the name, and the two promises."""

    first_name = LineField(
        label=_("First name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = LineField(
        label=_("Last name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=_("Your neighbours see your name when you write."),
    )
    accepts_rules = forms.BooleanField(
        label=_("I am 15 or older and will follow the house rules"),
        error_messages={"required": _("Tick this to make an account.")},
    )

    field_order = ["first_name", "last_name", "email", "password1", "accepts_rules"]

    def clean(self) -> dict[str, object] | None:
        """Refuse names that read as an authority's."""
        cleaned = super().clean()
        name = f"{self.cleaned_data.get('first_name', '')} {self.cleaned_data.get('last_name', '')}"
        try:
            refuse_reserved_name(name)
        except forms.ValidationError as error:
            self.add_error("first_name", error)
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep what allauth does not: the language the person joined in."""
        user.language = get_language() or user.language
        user.save(update_fields=["language"])


class ProfileForm(forms.ModelForm[User]):
    """What a resident may change about themselves."""

    first_name = LineField(
        label=_("First name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = LineField(
        label=_("Last name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    display_name = LineField(
        label=_("Display name"),
        max_length=80,
        required=False,
        help_text=_("Shown instead of your name, if you like."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    language = forms.ChoiceField(label=_("Language of our mails"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("first_name", "last_name", "display_name", "language")

    def clean(self) -> dict[str, object] | None:
        """Refuse names that read as an authority's."""
        cleaned = super().clean()
        data = self.cleaned_data
        for field, name in (
            ("first_name", f"{data.get('first_name', '')} {data.get('last_name', '')}"),
            ("display_name", data.get("display_name", "")),
        ):
            try:
                refuse_reserved_name(name)
            except forms.ValidationError as error:
                self.add_error(field, error)
        return cleaned
