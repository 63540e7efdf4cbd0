"""The forms of threads, replies and edits."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.forms import TagWidget

from core.models import Area, Partner, Theme
from core.tag_fields import TagField
from core.text.fields import LineField, MarkdownField
from core.text.markdown import MARKS_HELP
from core.themes import LocalizedThemes
from forum.guard import new_members
from forum.guard.form import GuardedForm
from forum.models import HeldPost, Post, Thread
from forum.models.help_states import HELP_KINDS
from forum.pictures.choosing import ChosenPictures, PicturesField
from forum.threads.help_fields import UntilField
from forum.threads.issue_place import PlaceField, PositionField, place_of
from forum.threads.safety_questions import SafetyQuestions, ThemeSelect
from forum.threads.tagging import MOST_TAGS
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

    def __init__(
        self, *args: Any, author: User, pictures: ChosenPictures | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.author = author
        self.fields["pictures"].set_chosen(pictures)  # type: ignore[attr-defined]
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
            texts = [cleaned[name] for name in ("title", "body", "place") if name in cleaned]
            texts += cleaned.get("tags", [])
            texts += [each.alt_text for each in cleaned["pictures"]]
            theme = self.thread.theme if self.thread else cleaned["theme"]
            is_safety = theme is not None and theme.is_about_crime
            self.guard(texts, author=self.author, is_safety=is_safety)
            self._check_new_member(earlier, "\n".join(texts))
        return cleaned

    def _check_new_member(self, earlier: Post | HeldPost | None, text: str) -> None:
        """Hold the first posts of new members, within their limits."""
        if not new_members.is_new(self.author):
            return
        if earlier is None:
            new_members.check_limits(self.author, text)
        self.held.append(new_members.finding())

    def _earlier(self, submission: uuid.UUID | None) -> Post | HeldPost | None:
        """Return what the form has posted already, or what is held of it."""
        if submission is None:
            return None
        held = HeldPost.objects.filter(author=self.author, submission=submission)
        return Post.objects.of_submission(self.author, submission) or held.first()

    def repeats(self, earlier: Post | HeldPost) -> bool:
        """Whether the form has the same text as `earlier`, its first submission."""
        return earlier.body == self.cleaned_data["body"]


class TagsField(TagField):
    """Up to `MOST_TAGS` tags, as texts of neighbours: no CPR number, nothing invisible."""

    widget = TagWidget

    def __init__(self) -> None:
        super().__init__(
            label=_("Tags"),
            required=False,
            help_text=_("Up to five words, with commas between them: bikes, paths"),
        )

    def clean(self, value: Any) -> list[str]:
        names = super().clean(LineField(required=False, max_length=200).clean(value))
        if len(names) > MOST_TAGS:
            raise ValidationError(
                _("Write at most %(most)s tags."), code="too_many", params={"most": MOST_TAGS}
            )
        return names


class TagsForm(GuardedForm):
    """The tags of a thread. What the guard found in the old ones is accepted."""

    tags = TagsField()

    def __init__(
        self, *args: Any, thread: Thread, author: User, typed: str | None = None, **kwargs: Any
    ) -> None:
        self.thread, self.author = thread, author
        self.old = list(thread.tags.all())
        initial = {"tags": self.old if typed is None else typed}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse tags that a moderator would have to read: a tag cannot wait for approval."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            is_safety = self.thread.is_about_crime
            before = "\n".join(tag.name for tag in self.old)
            self.guard(cleaned["tags"], author=self.author, is_safety=is_safety, before=before)
            if self.held:
                self.add_error("tags", _("These words cannot be tags. Choose others."))
        return cleaned


class KindSelect(forms.RadioSelect):
    """The kinds of threads as cards, each with its icon and a sentence."""

    option_template_name = "forum/_kind_option.html"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "choices--cards"})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        kind = Thread.Kind(str(value))
        return option | {"icon": kind.icon, "hint": kind.hint}


class ThreadForm(SafetyQuestions, WritingForm):
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
        required=False,
        empty_label=pgettext_lazy("theme", "Other"),
        widget=ThemeSelect,
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
    place = PlaceField()
    position = PositionField()
    pictures = PicturesField()
    until = UntilField()
    tags = TagsField()
    field_order = (
        *("kind", "theme", "area", "title", "body", "place", "happened_when", "people_did"),
    )

    def __init__(
        self,
        *args: Any,
        themes: LocalizedThemes,
        asks_questions: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asks_questions = asks_questions

        def label(theme: Theme) -> str:
            localized = themes.get(theme.pk)
            return localized.name if localized else theme.slug

        self.fields["theme"].label_from_instance = label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Leave out what the kind does not have; its fields may not even be shown.

        An issue is somewhere, and help is wanted or offered until a day.
        """
        if self.cleaned_data.get("kind") not in HELP_KINDS:
            self.errors.pop("until", None)
            self.cleaned_data["until"] = None
        cleaned = super().clean()
        words, position = cleaned.pop("place", ""), cleaned.pop("position", None)
        is_issue = cleaned.get("kind") == Thread.Kind.ISSUE
        cleaned["place"] = place_of(words, position) if is_issue else {}
        return cleaned

    def repeats(self, earlier: Post | HeldPost) -> bool:
        title = earlier.thread_title if isinstance(earlier, HeldPost) else earlier.thread.title
        return super().repeats(earlier) and title == self.cleaned_data["title"]


class ReplyToField(forms.ModelChoiceField):
    """The post that a reply answers. One that is not in the thread counts as none."""

    def __init__(self) -> None:
        super().__init__(Post.objects.none(), required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> Post | None:
        try:
            post: Post | None = super().clean(value)
        except ValidationError:
            return None
        return post


class ReplyForm(WritingForm):
    body = MarkdownField(label=_("Your reply"), rows=6, help_text=MARKS_HELP)
    pictures = PicturesField()
    reply_to = ReplyToField()

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thread = thread
        self.fields["reply_to"].queryset = Post.objects.filter(  # type: ignore[attr-defined]
            thread=thread, is_hidden=False
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a reply in a thread that was closed, but keep its text on the page."""
        cleaned = super().clean()
        is_closed = self.thread is not None and self.thread.closed_at is not None
        if is_closed and self._earlier(cleaned.get("submission")) is None:
            self.refuse_closed()
        return cleaned

    def refuse_closed(self) -> None:
        """Say that the thread is closed."""
        message = _("This thread has been closed, so your reply was not sent. Copy it to keep it.")
        self.add_error(None, ValidationError(message, code="closed"))


class EditForm(GuardedForm):
    """A new text of a post. What the guard found in the old one is accepted."""

    body = MarkdownField(label=_("Text"), rows=10, help_text=MARKS_HELP)
    pictures = PicturesField()

    def __init__(
        self,
        *args: Any,
        post: Post,
        author: User,
        pictures: ChosenPictures | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.post, self.author = post, author
        self.fields["pictures"].set_chosen(pictures)  # type: ignore[attr-defined]
        self.has_new_pictures = pictures is not None and pictures.has_new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            before = [self.post.body, *(each.alt_text for each in self.post.shown_pictures)]
            self.guard(
                [cleaned["body"], *(each.alt_text for each in cleaned["pictures"])],
                author=self.author,
                is_safety=self.post.thread.is_about_crime,
                before="\n".join(before),
            )
            # A moderator reads what new members post, so they see the pictures, too.
            if self.has_new_pictures and new_members.is_new(self.author):
                self.held.append(new_members.finding())
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
        if not self.errors:
            self.guard(
                [cleaned.get("title", ""), cleaned["body"]],
                author=self.of.author,
                is_safety=theme is not None and theme.is_about_crime,
                before=self.of.post.body if self.of.post else "",
                answered=f"{self.of.title}\n{self.of.body}",
            )
            # Words alone do not make a member known.
            if new_members.FIRST_POST in self.of.rules:
                self.held.append(new_members.finding())
        return cleaned
