"""The form with which a reader makes a pledge."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from campaigns.models import PledgeOffer
from campaigns.pledge_choices import Giver
from core.models import Area
from core.text.fields import EmailField


class PledgeForm(forms.Form):
    """What is asked of everybody: the whole form for a reader with an account."""

    # Identifies the form, so that a second submission changes nothing.
    attempt = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    giver = forms.ChoiceField(
        label=_("Who makes the pledge?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an answer."),
            "invalid_choice": _("Choose an answer."),
        },
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Where do you live?"),
        empty_label=_("I’d rather not say"),
        required=False,
        help_text=_("Only counted. An area with fewer than 5 pledges is not shown with a number."),
        error_messages={"invalid_choice": _("Choose a town or neighbourhood from the list.")},
    )
    wants_reminder = forms.BooleanField(
        label=ngettext_lazy(
            "Remind me once, in %(days)d day", "Remind me once, in %(days)d days", "days"
        ),
        required=False,
    )

    def __init__(self, *args: Any, offer: PledgeOffer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [choice for choice in Giver.choices if choice[0] in offer.givers]
        self.fields["giver"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["giver"].widget = forms.HiddenInput()
            self.fields["giver"].initial = choices[0][0]
        if offer.givers == [Giver.COMPANY.value]:
            self.fields["area"].label = _("Where are you?")
        self.fields["area"].queryset = Area.objects.all()  # type: ignore[attr-defined]
        days = settings.PLEDGE_REMINDER_DAYS
        self.fields["wants_reminder"].label %= {"days": days}  # type: ignore[operator]
        self.order_fields(["giver", "area", "email", "wants_reminder"])


class PledgeWithEmailForm(PledgeForm):
    """The form for a reader without an account."""

    email = EmailField(
        label=_("Your email address"),
        help_text=_("We will send you a link to confirm. Nobody else sees the address."),
    )
