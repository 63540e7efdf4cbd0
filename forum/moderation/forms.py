"""The forms of moderators' decisions, and of appeals against them."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.models import Area, Partner, Theme
from core.text.fields import LineField, MarkdownField
from core.text.markdown import MARKS_HELP
from core.themes import localized_themes
from forum.house_rules import HouseRule
from forum.models import Post, PostPicture, Thread

# A longer suspension is no suspension for a time.
MOST_DAYS = 366


class ReasonForm(forms.Form):
    """The moderator's words, for what restricts nobody."""

    reason = LineField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author gets this by email, and it is kept in the moderation log."),
    )


class RuleForm(ReasonForm):
    """The statement of reasons: the house rule, and the moderator's words. (DSA, art. 17)"""

    rule = forms.ChoiceField(
        label=_("Which house rule is broken?"),
        choices=HouseRule.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )

    field_order: tuple[str, ...] = ("rule", "reason")


class MoveForm(RuleForm):
    """Another theme, area or kind of a thread."""

    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label=_("Theme"),
        required=False,
        empty_label=pgettext_lazy("theme", "Other"),
    )
    area = forms.ModelChoiceField(
        Area.objects.all(),
        label=_("Town or neighbourhood"),
        required=False,
        empty_label=_("The whole municipality"),
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Thread.Kind.choices)

    field_order = ("theme", "area", "kind", "rule", "reason")

    def __init__(self, data: Any, *, post: Post) -> None:
        thread = post.thread
        place = {"theme": thread.theme_id, "area": thread.area_id, "kind": thread.kind}
        super().__init__(data, initial={**place, "rule": HouseRule.OFF_TOPIC.value})
        self.place = place
        themes = localized_themes()

        def label(theme: Theme) -> str:
            localized = themes.get(theme.pk)
            return localized.name if localized else theme.slug

        self.fields["theme"].label_from_instance = label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        area = cleaned.get("area")
        chosen = {
            "theme": cleaned["theme"].pk if cleaned.get("theme") else None,
            "area": area.pk if area else None,
            "kind": cleaned.get("kind"),
        }
        if not self.errors and chosen == self.place:
            raise ValidationError(_("The thread is there already."), code="same")
        return cleaned


class RedactedPictureField(forms.MultipleChoiceField):
    """The pictures of a post that a moderator removes; cleaned, their primary keys."""

    def __init__(self, post: Post) -> None:
        super().__init__(
            label=_("Remove pictures"),
            required=False,
            choices=[
                (each.pk, _picture_label(number, each))
                for number, each in enumerate(post.shown_pictures, 1)
            ],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self, value: Any) -> list[int]:
        return [int(pk) for pk in super().clean(value)]


def _picture_label(number: int, picture: PostPicture) -> SafeString:
    name = gettext("Picture %(number)d") % {"number": number}
    return format_html(
        '{} <img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        *(name, picture.small_url, picture.alt_text, *picture.small_size),
    )


class RedactForm(RuleForm):
    """The text of a post without the personal data."""

    body = MarkdownField(label=_("The text that stays"), rows=10, help_text=MARKS_HELP)

    field_order = ("body", "pictures", "rule", "reason")

    def __init__(self, data: Any, *, post: Post) -> None:
        super().__init__(data, initial={"body": post.body, "rule": HouseRule.PRIVACY.value})
        self.post = post
        if post.shown_pictures:
            self.fields["pictures"] = RedactedPictureField(post)
            self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("body") == self.post.body and not cleaned.get("pictures"):
            error = ValidationError(_("You have not changed the text."), code="same")
            self.add_error("body", error)
        return cleaned


class SuspendForm(RuleForm):
    """Until when somebody cannot write: the end of a day."""

    until = forms.DateField(
        label=_("The last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The person can write again on the day after."),
        error_messages={"required": _("Choose a day.")},
    )

    field_order = ("until", "rule", "reason")

    def clean_until(self) -> datetime.datetime:
        day: datetime.date = self.cleaned_data["until"]
        today = timezone.localdate()
        if day < today:
            raise ValidationError(_("Choose today or a later day."), code="past")
        if day > today + datetime.timedelta(days=MOST_DAYS):
            raise ValidationError(
                _("Choose a day within a year, or exclude the person instead."), code="too_late"
            )
        end = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
        return timezone.make_aware(end)


class AppealForm(forms.Form):
    """Why a decision is wrong, in plain words."""

    text = LineField(
        label=_("Why is the decision wrong?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Write it in your own words. Only moderators read it."),
    )


class AppealAnswerForm(forms.Form):
    """What another moderator decides about an appeal."""

    UPHOLD, REJECT = "uphold", "reject"

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            (UPHOLD, _("The person is right: take the decision back")),
            (REJECT, _("The decision stands")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    answer = LineField(
        label=_("Your answer"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person gets this by email, and it is kept in the moderation log."),
    )


class PartnerMatterForm(forms.Form):
    """The partner whom a post is about."""

    partner = forms.ModelChoiceField(
        Partner.objects.order_by("name"),
        label=_("The post is about the partner"),
        empty_label=_("Choose a partner"),
        error_messages={"required": _("Choose a partner.")},
    )
