"""Forms of the organisers: add a party, change its size, write an announcement."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.languages import site_languages
from core.text.fields import EmailField, LineField
from core.validators import validate_phone_number
from events.display.localized_texts import text_for
from events.models import Announcement, Occurrence, Question, SignUp
from events.signups.forms import LONGEST_ANSWER, CompanionsField, PartyField
from events.signups.questions import Wording, asked_of
from events.signups.registration import SignUpRequest
from notifications.broadcasts.forms import BroadcastForm


class PhoneField(LineField):
    """A telephone number, kept as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
        super().__init__(max_length=20, **kwargs)

    def validate(self, value: str) -> None:
        """Require at least eight digits and nothing but separators between them."""
        super().validate(value)
        if value:
            validate_phone_number(value)


class PartySizeForm(forms.Form):
    """The size of a party, and the names if the event asks for them."""

    def __init__(self, *args: Any, signup: SignUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = signup.occurrence.event
        self.fields["party_size"] = _size_field(event.max_party_size, signup.party_size)
        if event.asks_names:
            self.fields["companions"] = _companions_field(signup.companions)
        self.current_companions = signup.companions

    def clean(self) -> dict[str, Any]:
        return _check_number_of_names(self, super().clean() or self.cleaned_data)

    @property
    def companions(self) -> list[str]:
        """The submitted names, or the current ones if the event does not ask for them."""
        names: list[str] = self.cleaned_data.get("companions", self.current_companions)
        return names[: self.cleaned_data["party_size"] - 1]


class AddForm(forms.Form):
    """A party that signs up by telephone. Only the name is required."""

    name = LineField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = PhoneField(
        label=_("Phone"),
        required=False,
        help_text=_("So you can call if something changes."),
    )
    email = EmailField(
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("If they have one, we will send a confirmation and all later emails."),
    )
    # Identifies the form, so that a second submission adds nobody.
    attempt = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, occurrence: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event, self.occurrence = occurrence.event, occurrence
        self.text = text_for(event)
        self.asked = asked_of(event, self.text)
        fields = self.fields
        fields["party_size"] = _size_field(event.max_party_size, 1)
        if event.asks_names:
            fields["companions"] = _companions_field()
        if occurrence.newcomer_seats:
            fields["is_newcomer"] = forms.BooleanField(
                label=_("Has not been to one of our events before"), required=False
            )
        for wording in self.asked:
            fields[f"question_{wording.question.pk}"] = _question_field(wording)
        if self.text and self.text.consent:
            fields["agrees"] = forms.BooleanField(
                label=_("They have heard this and agree: “%(words)s”")
                % {"words": self.text.consent},
                error_messages={"required": _("Without this, you cannot sign them up.")},
            )
        if len(settings.LANGUAGES) > 1:
            fields["language"] = forms.ChoiceField(
                label=_("Language of our emails"),
                choices=site_languages,
                initial=get_language() or settings.LANGUAGE_CODE,
            )
        fields["waits"] = forms.BooleanField(
            label=_("Put them on the waiting list if it is full"), required=False
        )
        self.order_fields(["name", "party_size", "companions", "phone", "email"])

    def clean(self) -> dict[str, Any]:
        return _check_number_of_names(self, super().clean() or self.cleaned_data)

    @property
    def party(self) -> SignUpRequest:
        """The party to sign up."""
        data = self.cleaned_data
        return SignUpRequest(
            name=data["name"],
            email=data["email"],
            size=data["party_size"],
            language=data.get("language") or settings.LANGUAGE_CODE,
            companions=data.get("companions", ()),
            is_newcomer=data.get("is_newcomer", False),
            consented_to=self.text.consent if self.text and data.get("agrees") else "",
            answers={
                wording.question.key: _as_stored(data[f"question_{wording.question.pk}"])
                for wording in self.asked
            },
        )


class AnnouncementForm(BroadcastForm):
    """The texts of an announcement, and whether the waiting list gets it too."""

    def __init__(
        self, *args: Any, announcement: Announcement | None, waiting: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, broadcast=announcement, **kwargs)
        to_waiting = bool(announcement and announcement.to_waiting)
        if waiting or to_waiting:
            self.fields["to_waiting"] = forms.BooleanField(
                label=_("Also send it to the waiting list"), required=False, initial=to_waiting
            )


def _size_field(largest: int, initial: int) -> PartyField:
    field = PartyField(largest=largest, initial=initial)
    field.label, field.help_text = _("How many people?"), ""
    return field


def _companions_field(initial: Sequence[str] = ()) -> CompanionsField:
    """Return the optional field for the others' names: an organiser may not know them all."""
    field = CompanionsField(initial=list(initial))
    field.label, field.help_text = _("Names of the others"), _("One name on each line.")
    return field


def _check_number_of_names(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    names, size = cleaned.get("companions"), cleaned.get("party_size")
    if names and size and len(names) >= size:
        form.add_error("companions", _("There are more names than people."))
    return cleaned


def _question_field(wording: Wording) -> forms.Field:
    """Return the optional field of a question: organisers do not ask everything by telephone."""
    question = wording.question
    common: dict[str, Any] = {
        "label": wording.label,
        "help_text": wording.help_text,
        "required": False,
    }
    if question.kind == Question.Kind.CHECKBOX:
        return forms.BooleanField(**common)
    if question.kind == Question.Kind.CHOICE:
        return forms.ChoiceField(choices=[("", _("Not asked")), *wording.choices], **common)
    return LineField(max_length=LONGEST_ANSWER, **common)


def _as_stored(answer: Any) -> str:
    """Return an answer as `Answer.value` stores it."""
    if isinstance(answer, bool):
        return "yes" if answer else ""
    return str(answer)
