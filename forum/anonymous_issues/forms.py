"""The form of an issue without an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Area, Theme
from core.text.fields import EmailField, LineField, MarkdownField
from core.text.markdown import MARKS_HELP
from core.themes import LocalizedThemes
from forum.guard.form import GuardedForm
from forum.threads.forms import SubmissionField
from forum.threads.issue_place import PlaceField, PositionField, place_of
from forum.threads.safety_questions import SafetyQuestions, ThemeSelect


class AnonymousIssueForm(SafetyQuestions, GuardedForm):
    """What is wrong and where, and the address that hears of it."""

    submission = SubmissionField()
    title = LineField(
        label=_("What is wrong?"),
        max_length=120,
        help_text=_("Say in a few words what it is about."),
    )
    body = MarkdownField(label=_("Text"), rows=8, help_text=MARKS_HELP)
    area = forms.ModelChoiceField(
        Area.objects.all(),
        label=_("Town or neighbourhood"),
        required=False,
        empty_label=_("The whole municipality"),
    )
    place = PlaceField()
    position = PositionField()
    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label=_("Theme"),
        required=False,
        empty_label=pgettext_lazy("theme", "Other"),
        widget=ThemeSelect,
    )
    name = LineField(
        label=_("Name to show"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        help_text=_("Everyone can read it. Without one it says “A neighbour without an account”."),
    )
    email = EmailField(
        label=_("Your email address"),
        help_text=_(
            "We send you a link to confirm it, and later what becomes of the issue. Nobody else "
            "sees the address."
        ),
    )

    field_order = ("theme", "title", "body", "area", "place", "happened_when", "people_did")

    def __init__(self, *args: Any, themes: LocalizedThemes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

        def label(theme: Theme) -> str:
            localized = themes.get(theme.pk)
            return localized.name if localized else theme.slug

        self.fields["theme"].label_from_instance = label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask about passages, as for a member. A moderator reads it whatever the guard says."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            theme = cleaned["theme"]
            self.guard(
                [cleaned[name] for name in ("title", "body", "place", "name")],
                own=[cleaned["email"]],
                is_safety=theme is not None and theme.is_about_crime,
            )
        cleaned["place"] = place_of(cleaned.get("place", ""), cleaned.pop("position", None))
        cleaned.pop("allowed", None)
        return cleaned
