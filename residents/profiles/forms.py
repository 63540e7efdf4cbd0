"""The profile form."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.text.fields import LineField
from residents.models import Drawing, User
from residents.profiles.avatars import AvatarSelect
from residents.profiles.reserved_names import NameField, add_name_errors


class ProfileForm(forms.ModelForm[User]):
    first_name = NameField(
        label=_("First name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label=_("Last name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    display_name = NameField(
        label=_("Display name"),
        max_length=80,
        required=False,
        help_text=_("Shown instead of your name, if you like."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    language = forms.ChoiceField(label=_("Language of our emails"), choices=settings.LANGUAGES)
    about = LineField(
        label=_("About you"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A few words that everyone can read on your page."),
    )

    drawing = forms.ChoiceField(
        label=_("Your picture"),
        choices=[("", _("Initials")), *Drawing.choices],
        required=False,
        help_text=_("Stands beside your name on what you write."),
        widget=AvatarSelect,
    )

    class Meta:
        model = User
        fields = (
            *("first_name", "last_name", "display_name", "about", "drawing"),
            *("area", "shows_area", "shows_posts", "language"),
        )
        labels = {
            "area": _("Town or neighbourhood"),
            "shows_area": _("Others can see my town"),
            "shows_posts": _("Others can see a list of what I have written"),
        }
        help_texts = {"area": _("So we can tell you what happens near you.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["drawing"].widget.person = self.instance
        self.fields["area"].empty_label = _("The whole municipality")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        add_name_errors(self, self.instance)
        return cleaned
