"""A sample form."""

from django import forms

from core.text.fields import EmailField
from home.component_gallery.themes import THEMES


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Navn", help_text="Som du vil kaldes på listen.")
    email = EmailField(label="E-mail", help_text="Vi sender en kvittering.")
    party = forms.IntegerField(label="Hvor mange kommer I?", min_value=1, initial=1)
    day = forms.DateField(label="Dag", widget=forms.DateInput(attrs={"type": "date"}))
    area = forms.ChoiceField(label="By", choices=[("", "Vælg en by"), ("l", "Løkken")])
    how = forms.ChoiceField(
        label="Hvordan vil du høre fra os?",
        help_text="Du kan altid lave det om.",
        widget=forms.RadioSelect,
        choices=[("mail", "På e-mail"), ("none", "Slet ikke")],
    )
    topics = forms.MultipleChoiceField(
        label="Det vil jeg gerne høre om",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(theme.slug, theme.name) for theme in THEMES],
    )
    picture = forms.ImageField(label="Billede", required=False)
    message = forms.CharField(
        label="Besked til arrangøren", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    consent = forms.BooleanField(label="Jeg er fyldt 15 år, og I må gemme mit svar.")

    def clean_message(self) -> str:
        """Refuse the sample number, as the real forms refuse CPR numbers."""
        message: str = self.cleaned_data["message"]
        if "010203" in message:
            raise forms.ValidationError(
                "Der står noget, der ligner et CPR-nummer (010203-…). Slet det, og send igen."
            )
        return message
