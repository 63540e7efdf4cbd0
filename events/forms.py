"""What somebody who signs up is asked."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.text.fields import EmailField, LineField
from events.models import Occurrence


class PartyForm(forms.Form):
    """How many come: all that somebody with an account is asked."""

    party_size = forms.IntegerField(
        label=_("How many are coming?"),
        help_text=_("Count yourself, too."),
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Write a whole number, such as 2."),
            "invalid": _("Write a whole number, such as 2."),
        },
    )
    # Names this form: sent twice, it signs up once.
    attempt = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, occurrence: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occurrence = occurrence
        self.fields["party_size"].widget.attrs |= {
            "min": 1,
            "max": occurrence.event.max_party_size,
        }

    def clean_party_size(self) -> int:
        """Refuse a party of none, and one that there is no room for."""
        size: int = self.cleaned_data["party_size"]
        allowed, left = self.occurrence.event.max_party_size, self.occurrence.seats_left
        if not 1 <= size <= allowed:
            raise ValidationError(_("Write a number from 1 to %(largest)d.") % {"largest": allowed})
        if left is not None and size > left > 0:
            raise ValidationError(
                ngettext(
                    "There is only %(seats)d seat left.",
                    "There are only %(seats)d seats left.",
                    left,
                )
                % {"seats": left}
            )
        return size


class SignUpForm(PartyForm):
    """What somebody without an account is asked. The address is asked for to confirm it."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Only the organiser sees it."),
    )
    email = EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a link to confirm with."),
    )

    field_order = ["name", "email", "party_size"]
