"""Forms of the sign-up pages: sign up, change the party, give feedback."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.text.fields import REQUIRED, EmailField, LineField, MarkdownField
from events.models import EventText, Occurrence, Question, SignUp
from events.signups.questions import Wording

_NUMBER_MESSAGES = {
    "required": _("Enter a whole number, such as 2."),
    "invalid": _("Enter a whole number, such as 2."),
}
# Characters of an answer to a text question.
LONGEST_ANSWER = 1000


class PartyField(forms.IntegerField):
    """The size of a party, from 1 to `largest`."""

    def __init__(self, *, largest: int, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "min": 1, "max": largest}
        super().__init__(
            label=_("How many are coming?"),
            help_text=_("Include yourself."),
            widget=forms.NumberInput(attrs=attrs),
            error_messages=_NUMBER_MESSAGES,
            **kwargs,
        )
        self.largest = largest

    def validate(self, value: Any) -> None:
        """Require a number from 1 to `largest`."""
        super().validate(value)
        if value is not None and not 1 <= value <= self.largest:
            raise ValidationError(
                _("Enter a number from 1 to %(largest)d.") % {"largest": self.largest}
            )


class CompanionsField(MarkdownField):
    """The names of the others in a party, one on each line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Who is coming with you?"),
            help_text=_("One name on each line, but not your own."),
            required=False,
            rows=3,
            max_length=4000,
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        """Return the names; raise `ValidationError` for a line that is no name."""
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
        names = [line for line in lines if line]
        if any(len(name) > 120 for name in names):
            raise ValidationError(_("A name can have at most 120 characters."))
        return names

    def prepare_value(self, value: Any) -> Any:
        """Return a list of names as the lines that are edited."""
        return "\n".join(value) if isinstance(value, list) else value


class _CompanionsForm(forms.Form):
    """A form with a party size, and the names of the others if the event asks for them."""

    def _check_number_of_names(self) -> None:
        size, names = self.cleaned_data.get("party_size"), self.cleaned_data.get("companions")
        if size is None or names is None or len(names) == size - 1:
            return
        if size == 1:
            message = gettext(
                "You are coming alone, but there are names here. Change one or the other."
            )
        else:
            message = ngettext(
                "Write %(others)d name here: you are %(size)d, counting yourself.",
                "Write %(others)d names here: you are %(size)d, counting yourself.",
                size - 1,
            ) % {"others": size - 1, "size": size}
        self.add_error("companions", message)


class PartyForm(_CompanionsForm):
    """The party and the event's questions: the whole form for a reader with an account."""

    # Identifies the form, so that a second submission takes no seats.
    attempt = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        occurrence: Occurrence,
        text: EventText | None = None,
        asked: Iterable[Wording] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.occurrence = occurrence
        self.asked = list(asked)
        self.consent = text.consent.strip() if text else ""
        event = occurrence.event
        self.fields["party_size"] = PartyField(largest=event.max_party_size, initial=1)
        if event.asks_names:
            self.fields["companions"] = CompanionsField()
        if occurrence.seats_kept:
            self.fields["is_newcomer"] = forms.BooleanField(
                label=_("I have not been to one of your events before"), required=False
            )
        for wording in self.asked:
            self.fields[_field_name(wording.question)] = _question_field(wording)
        if self.consent:
            self.fields["consents"] = forms.BooleanField(
                label=self.consent,
                error_messages={"required": _("You need to agree to this to sign up.")},
            )
        self.fields["waits"] = forms.BooleanField(
            label=_("If there is no room, put us on the waiting list"), required=False
        )
        if not self._accepts_waiting():
            # At a full event, signing up means joining the waiting list.
            self.fields["waits"].widget = forms.HiddenInput()
            self.fields["waits"].initial = occurrence.is_full
        self.order_fields(["name", "email", "party_size", "companions", "is_newcomer"])

    def clean(self) -> dict[str, Any]:
        # Free seats are not checked here: only taking them can tell.
        super().clean()
        self._check_number_of_names()
        return self.cleaned_data

    def refuse(self) -> None:
        """Add the error that there are not enough seats now, and offer the waiting list."""
        if not self.is_valid():
            return
        is_newcomer = self.cleaned_data.get("is_newcomer", False)
        left = self.occurrence.free_seats if is_newcomer else self.occurrence.seats_left
        self.add_error("party_size", self._no_seats_message(left or 0))
        self.fields["waits"].widget = forms.CheckboxInput()

    @property
    def answers(self) -> dict[uuid.UUID, str]:
        """The answers by `Question.key`: a text, the id of a choice, or "yes"."""
        answers = {}
        for wording in self.asked:
            value = self.cleaned_data.get(_field_name(wording.question))
            answers[wording.question.key] = "yes" if value is True else value or ""
        return answers

    def _no_seats_message(self, left: int) -> str:
        if left == 0 and self.occurrence.seats_kept:
            return str(
                _(
                    "The places that are left are kept for people who have not been here before. "
                    "You can join the waiting list below."
                )
            )
        if left == 0:
            return str(_("All places are taken. You can join the waiting list below."))
        return ngettext(
            "There is only %(seats)d place left. Enter a smaller number, or join the waiting list.",
            "There are only %(seats)d places left. Enter a smaller number, or join the "
            "waiting list.",
            left,
        ) % {"seats": left}

    def _accepts_waiting(self) -> bool:
        """Whether the reader has ticked the waiting-list box in this submission.

        A form without the box submits the hidden field with "False".
        """
        value = self.data.get("waits", "False") if self.is_bound else "False"
        return value != "False" and not self.occurrence.is_full


class SignUpForm(PartyForm):
    """The form for a reader without an account, with name and e-mail address."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Only the organiser can see it."),
    )
    email = EmailField(
        label=_("Your email address"),
        help_text=_("We will send you a link to confirm."),
    )


class ChangeForm(_CompanionsForm):
    """A new size for the party."""

    def __init__(self, *args: Any, signup: SignUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = signup.occurrence.event
        self.fields["party_size"] = PartyField(
            largest=event.max_party_size, initial=signup.party_size
        )
        if event.asks_names:
            self.fields["companions"] = CompanionsField(initial=signup.companions)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._check_number_of_names()
        return self.cleaned_data


class FeedbackForm(forms.Form):
    """A rating from 1 (bad) to 5 and a comment."""

    rating = forms.TypedChoiceField(
        label=_("How was it?"),
        coerce=int,
        choices=[
            (5, _("Very good")),
            (4, _("Good")),
            (3, _("Neither good nor bad")),
            (2, _("Not so good")),
            (1, _("Bad")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    comment = MarkdownField(
        label=_("Anything we should know for next time?"), required=False, max_length=2000, rows=4
    )


def _field_name(question: Question) -> str:
    return f"question_{question.key.hex}"


def _question_field(wording: Wording) -> forms.Field:
    """Return the form field of a question."""
    question = wording.question
    common: dict[str, Any] = {
        "label": wording.label,
        "help_text": wording.help_text,
        "required": question.is_required,
        "error_messages": {"required": REQUIRED},
    }
    if question.kind == Question.Kind.CHECKBOX:
        common["error_messages"] = {"required": _("Please tick this box.")}
        return forms.BooleanField(**common)
    if question.kind == Question.Kind.CHOICE:
        common["error_messages"] = {
            "required": _("Choose an answer."),
            "invalid_choice": _CHOICE_GONE,
        }
        choices = [(value, Truncator(label).chars(100)) for value, label in wording.choices]
        if not question.is_required:
            choices = [*choices, ("", gettext("No answer"))]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return MarkdownField(max_length=LONGEST_ANSWER, rows=2, **common)


_CHOICE_GONE = _("This answer is no longer available. Choose another.")
