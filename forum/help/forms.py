"""The forms of help between neighbours."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text.fields import LineField, MarkdownField
from core.validators import validate_phone_number
from forum.guard.form import GuardedForm
from forum.models import HelpRequest, Thread
from forum.models.help_conversations import MESSAGE_CHARACTERS
from forum.moderation.report_forms import ReportForm
from forum.threads.forms import SubmissionField
from forum.threads.help_fields import UntilField
from residents.models import User


class MessageForm(GuardedForm):
    """A message to the other of the two."""

    submission = SubmissionField()
    body = MarkdownField(label=_("Your message"), max_length=MESSAGE_CHARACTERS, rows=5)

    def __init__(self, *args: Any, author: User, is_mail: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Mail programs add one's own address, so a mail is asked about that, too.
        self.author = None if is_mail else author

    def clean(self) -> dict[str, Any]:
        """Ask about addresses and numbers; refuse what a moderator would have to read first."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.guard([cleaned["body"]], author=self.author, is_safety=False)
            if "allowed" in self.fields:
                self.fields["allowed"].help_text = _(
                    "Only the two of you can read it. What is your own, you can also share with "
                    "the buttons in the conversation."
                )
            if self.held:
                self.add_error(
                    "body",
                    ValidationError(
                        _(
                            "This seems to describe or accuse somebody. Leave it out, and tell "
                            "the police what you know."
                        ),
                        code="held",
                    ),
                )
        return cleaned


class ContactForm(MessageForm):
    """The first message to who has asked for help or offered it."""

    is_nameable = forms.BooleanField(
        label=_("I may be thanked by name in the thread"),
        required=False,
        help_text=_("You can change this later, in the conversation."),
    )


class TelephoneForm(forms.Form):
    """A telephone number to share with the other."""

    telephone = LineField(
        label=_("Your telephone number"),
        max_length=20,
        validators=[validate_phone_number],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class ConversationReportForm(ReportForm):
    """What is wrong with the other's messages."""

    submission = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "Moderators can read the whole conversation until they have decided."
        )


class DecisionForm(forms.Form):
    """What moderators do about a reported conversation, and why."""

    closes = forms.TypedChoiceField(
        label=_("What do you decide?"),
        choices=[
            ("1", _("Close it: neither can write in it any more")),
            ("0", _("Leave it as it is")),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    answer = LineField(
        label=_("Your reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who are told of the decision get this by email."),
    )


class HelperField(forms.ModelChoiceField):
    """Who of those who have written helped."""

    def label_from_instance(self, helper: User) -> str:
        return helper.public_name


class FulfilForm(GuardedForm):
    """Who helped, and a thank-you that everybody can read."""

    thanks = LineField(
        label=_("A thank-you that everyone can read"), max_length=300, required=False
    )

    def __init__(
        self, *args: Any, thread: Thread, author: User, helpers: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.thread, self.author = thread, author
        if helpers:
            helper = HelperField(
                User.objects.filter(pk__in=helpers).order_by("pk"),
                label=_("Who was it?"),
                required=False,
                blank=True,
                empty_label=_("Somebody else, or nobody in particular"),
                widget=forms.RadioSelect,
                help_text=_(
                    "We tell them. Their name stands in the thread if they have agreed to it."
                ),
            )
            self.fields = {"helper": helper, **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned.get("thanks"):
            is_safety = self.thread.is_about_crime
            self.guard([cleaned["thanks"]], author=self.author, is_safety=is_safety)
            if self.held:
                self.add_error("thanks", _("Write the thank-you in other words."))
        return cleaned


class ExtendForm(forms.Form):
    """Another last day."""

    until = UntilField()

    def __init__(self, *args: Any, request: HelpRequest, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": request.until}
        super().__init__(*args, **kwargs)
        self.fields["until"].required = True
        self.fields["until"].help_text = ""
