"""The form of the onboarding."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Area
from core.themes import LocalizedThemes


class WelcomeForm(forms.Form):
    """The area and the themes of a new resident. Both are optional."""

    area = forms.ModelChoiceField(
        Area.objects.all(),
        label=_("Where do you live?"),
        required=False,
        empty_label=_("The whole municipality"),
    )
    themes = forms.TypedMultipleChoiceField(
        label=_("What would you like to hear about?"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose as many as you like."),
    )

    def __init__(self, *args: Any, themes: LocalizedThemes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["themes"]
        field.choices = [(theme.id, theme.name) for theme in themes]
