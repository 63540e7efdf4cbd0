"""The short form of a thread about crime: what happened, where, when, and what people did.

The fields are on the form of every thread, and css/start.css shows them where they are asked for,
so that the theme may be chosen last and without a script. The field of the text is the first
question, and answers that are not asked for any more stay in sight: nothing typed is lost.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.site_settings import localized_site
from core.text.fields import REQUIRED, LineField, MarkdownField
from core.themes import localized_themes
from forum.models import Thread

# Other kinds, such as a meetup of the neighbourhood watch, report nothing.
_ASKED_KINDS = {Thread.Kind.DISCUSSION, Thread.Kind.ISSUE}


def are_asked(kind: str, *, is_safety: bool) -> bool:
    """Return whether a thread of `kind` starts with the questions."""
    return is_safety and kind in _ASKED_KINDS


class ThemeSelect(forms.Select):
    """The themes. Those about crime have a mark, by which css/start.css shows the questions."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        theme = getattr(value, "instance", None)
        if theme is not None and theme.is_about_crime:
            option["attrs"]["data-about-crime"] = True
        return option


class WhenField(LineField):
    """When something happened: a date and time that is over, or words."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("When did it happen?"),
            max_length=120,
            help_text=gettext_lazy("In your own words, or a date and a time: last night"),
        )

    def validate(self, value: str) -> None:
        super().validate(value)
        if _is_to_come(value):
            raise ValidationError(_("This time is still to come."), code="future")


def _is_to_come(text: str) -> bool:
    try:
        moment = forms.DateTimeField(required=False).clean(text)
    except ValidationError:
        return False
    return moment is not None and moment > timezone.now()


def _both(ordinary: str, about_crime: str) -> SafeString:
    return format_html(
        '<span class="ordinary">{}</span> <span class="about-crime">{}</span>',
        ordinary,
        about_crime,
    )


class SafetyQuestions(forms.Form):
    """The questions, for a form with the fields `theme`, `place` and `body`, perhaps `kind`.

    After `clean`, the answers are one text in `body`. An issue keeps its place apart.
    """

    happened_when = WhenField()
    people_did = MarkdownField(
        label=gettext_lazy("What did people do?"),
        required=False,
        rows=4,
        max_length=5000,
        help_text=gettext_lazy(
            "What they did, not what they looked like: two people tried the door handles. Name "
            "nobody, and leave out number plates. Leave it empty if you saw nobody."
        ),
    )
    # A text that comes by mail has no form.
    asks_questions = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body, site = self.fields["body"], localized_site()
        body.label = _both(str(body.label), _("What happened?"))
        guidance = _(
            "Tell it as it happened, and name nobody. Call %(acute)s if it is still going on. "
            "Tell the police what you know on %(police)s."
        ) % {"acute": site.acute.number, "police": site.police.number}
        body.help_text = _both(str(body.help_text), guidance)
        for name in ("place", "happened_when", "people_did"):
            # An empty field is known by it in css/start.css.
            self.fields[name].widget.attrs["placeholder"] = " "

    def clean(self) -> dict[str, Any]:
        """Make one text of the answers, before the guard reads it."""
        values = self.cleaned_data
        theme, kind = values.get("theme"), values.get("kind", Thread.Kind.ISSUE)
        is_safety = theme is not None and theme.is_about_crime
        asked = self.asks_questions and are_asked(kind, is_safety=is_safety)
        if not asked and self.has_error("happened_when", "required"):
            del self.errors["happened_when"]
        if asked and not self.has_error("place") and not _has_place(values, kind):
            self.add_error("place", ValidationError(REQUIRED, code="required"))
        if not self.errors:
            try:
                values["body"] = _compose(values, kind, asked=asked)
            except ValidationError as error:
                self.add_error("body", error)
        values.pop("happened_when", None)
        values.pop("people_did", None)
        return super().clean() or values


def preview_text(data: Mapping[str, str]) -> str:
    """Return the text that a form with the questions makes of `data`, for its preview.

    Raises `ValidationError` if an answer is missing or cannot be posted.
    """
    kind = data.get("kind", Thread.Kind.ISSUE)
    chosen = data.get("theme", "")
    theme_id = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    theme = localized_themes().get(theme_id)
    asked = are_asked(kind, is_safety=theme is not None and theme.is_about_crime)
    typed = data.get("happened_when", "")
    answers = {
        "body": MarkdownField().clean(data.get("body")),
        "place": LineField(required=False, max_length=200).clean(data.get("place")),
        "happened_when": WhenField().clean(typed) if asked or typed.strip() else "",
        "people_did": MarkdownField(required=False, max_length=5000).clean(data.get("people_did")),
    }
    if asked and not _has_place(answers, kind) and not data.get("position"):
        raise ValidationError(REQUIRED, code="required")
    return _compose(answers, kind, asked=asked)


def _has_place(values: Mapping[str, Any], kind: str) -> bool:
    """Return whether it is said where; a mark on the map is enough where it is shown."""
    marked = kind == Thread.Kind.ISSUE and values.get("position") is not None
    return bool(values.get("place")) or marked


def _compose(values: Mapping[str, Any], kind: str, *, asked: bool) -> str:
    """Return one text of the answers, with headings; raise `ValidationError` if it is too long."""
    where = "" if kind == Thread.Kind.ISSUE else values.get("place", "")
    parts = [
        (_("What happened?") if asked else "", values["body"]),
        (_("Where?"), where),
        (_("When?"), values.get("happened_when", "")),
        (_("What did people do?"), values.get("people_did", "")),
    ]
    texts = [f"**{heading}**\n{text}" if heading else text for heading, text in parts if text]
    return str(MarkdownField().clean("\n\n".join(texts)))
