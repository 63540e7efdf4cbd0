"""The forms of threads, replies and edits."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.models import Area, Partner, Theme
from core.text.fields import LineField, MarkdownField
from core.text.markdown import MARKS_HELP
from core.themes import LocalizedThemes
from forum.guard.form import GuardedForm
from forum.models import HeldPost, Post, Thread
from residents.models import User


class SubmissionField(forms.UUIDField):
    """A hidden UUID of the displayed form, so that submitting it twice posts once.

    An invalid value counts as none.
    """

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            return None


class WriteAsField(forms.ModelChoiceField):
    """Whether to post in one's own name or in the name of a partner."""

    def __init__(self, author: User) -> None:
        super().__init__(
            Partner.objects.filter(pk__in=author.partner_ids),
            label=_("Write as"),
            blank=True,
            empty_label=author.public_name,
            widget=forms.RadioSelect,
            help_text=_(
                "If you write for a partner, your own name is shown beside it in small type."
            ),
        )

    def clean(self, value: Any) -> Any:
        """Return the partner, or None for one's own name."""
        return None if value in self.empty_values else super().clean(value)


class WritingForm(GuardedForm):
    """Base of the forms that make a post, once for each displayed form."""

    submission = SubmissionField()
    # That of a reply.
    thread: Thread | None = None

    def __init__(self, *args: Any, author: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.author = author
        if author.partner_ids:
            self.fields["partner"] = WriteAsField(author)

    def clean(self) -> dict[str, Any]:
        """Refuse a second text with the same `submission`, so that it is not lost.

        Somebody may go back in the browser and change the text. Without this check they would
        be redirected to the first post.
        """
        cleaned = super().clean() or self.cleaned_data
        earlier = self._earlier(cleaned.get("submission"))
        if earlier is not None and not self.errors and not self.repeats(earlier):
            self.data = {**self.data, "submission": str(uuid.uuid4())}
            raise ValidationError(
                _(
                    "You have already sent this form with a different text, and that text is in "
                    "the forum. If you want to post this one too, send it again."
                ),
                code="sent_before",
            )
        # A text that is held already is held again: it must not slip through a second time.
        if not isinstance(earlier, Post) and not self.errors:
            texts = [cleaned[name] for name in ("title", "body") if name in cleaned]
            theme = self.thread.theme if self.thread else cleaned["theme"]
            self.guard(texts, author=self.author, is_safety=theme.is_about_crime)
        return cleaned

    def _earlier(self, submission: uuid.UUID | None) -> Post | HeldPost | None:
        """Return what the form has posted already, or what is held of it."""
        if submission is None:
            return None
        held = HeldPost.objects.filter(author=self.author, submission=submission)
        return Post.objects.of_submission(self.author, submission) or held.first()

    def repeats(self, earlier: Post | HeldPost) -> bool:
        """Whether the form has the same text as `earlier`, its first submission."""
        return earlier.body == self.cleaned_data["body"]


class KindSelect(forms.RadioSelect):
    """The kinds of threads as cards, each with its icon and a sentence."""

    option_template_name = "forum/_kind_option.html"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "choices--cards"})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        kind = Thread.Kind(str(value))
        return option | {"icon": kind.icon, "hint": kind.hint}


class ThreadForm(WritingForm):
    """A thread with its first post."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Thread.Kind.choices,
        initial=Thread.Kind.DISCUSSION,
        widget=KindSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label=_("Theme"),
        empty_label=_("Choose a theme"),
        error_messages={"required": _("Choose a theme.")},
    )
    area = forms.ModelChoiceField(
        Area.objects.all(),
        label=_("Town or neighbourhood"),
        required=False,
        empty_label=_("The whole municipality"),
    )
    title = LineField(
        label=_("Title"), max_length=120, help_text=_("Say in a few words what it is about.")
    )
    body = MarkdownField(label=_("Text"), rows=10, help_text=MARKS_HELP)

    def __init__(self, *args: Any, themes: LocalizedThemes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

        def label(theme: Theme) -> str:
            localized = themes.get(theme.pk)
            return localized.name if localized else theme.slug

        self.fields["theme"].label_from_instance = label  # type: ignore[attr-defined]

    def repeats(self, earlier: Post | HeldPost) -> bool:
        title = earlier.thread_title if isinstance(earlier, HeldPost) else earlier.thread.title
        return super().repeats(earlier) and title == self.cleaned_data["title"]


class ReplyForm(WritingForm):
    body = MarkdownField(label=_("Your reply"), rows=6, help_text=MARKS_HELP)

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thread = thread


class EditForm(GuardedForm):
    """A new text of a post. What the guard found in the old one is accepted."""

    body = MarkdownField(label=_("Text"), rows=10, help_text=MARKS_HELP)

    def __init__(self, *args: Any, post: Post, author: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post, self.author = post, author

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.guard(
                [cleaned["body"]],
                author=self.author,
                is_safety=self.post.thread.theme.is_about_crime,
                before=self.post.body,
            )
        return cleaned


class HeldForm(GuardedForm):
    """A new text, and for a new thread a new title, while it waits for a moderator."""

    title = LineField(label=_("Title"), max_length=120)
    body = MarkdownField(label=_("Text"), rows=10, help_text=MARKS_HELP)

    def __init__(self, *args: Any, held: HeldPost, **kwargs: Any) -> None:
        super().__init__(*args, initial={"title": held.title, "body": held.body}, **kwargs)
        self.of = held
        if held.thread is not None:
            del self.fields["title"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        theme = self.of.thread.theme if self.of.thread else self.of.theme
        if not self.errors and theme is not None:
            self.guard(
                [cleaned.get("title", ""), cleaned["body"]],
                author=self.of.author,
                is_safety=theme.is_about_crime,
                before=self.of.post.body if self.of.post else "",
                answered=f"{self.of.title}\n{self.of.body}",
            )
        return cleaned
