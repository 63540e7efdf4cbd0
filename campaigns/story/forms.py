"""The form in which a follower says whether a result answers them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignAnswer
from core.text.fields import LineField


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Did you get an answer?"),
        choices=CampaignAnswer.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an answer."),
            "invalid_choice": _("Choose an answer."),
        },
    )
    words = LineField(
        label=_("In a few words"),
        required=False,
        max_length=CampaignAnswer.MOST_CHARACTERS,
        help_text=_("The editors can read it, without your name."),
    )
