"""Posts a text that came by mail, the same way as the forms do, or says why not."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import get_language

from core import rate_limits
from core.models import Theme
from core.text.cpr_guard import find_cpr_numbers
from core.themes import localized_themes
from forum.by_mail.parsing import IncomingMail
from forum.by_mail.subjects import title_of
from forum.help import conversations
from forum.help.forms import MessageForm
from forum.models import Draft, HeldPost, HelpConversation, Post, ReceivedMail, Thread
from forum.threads import holding, posting
from forum.threads.drafts import FIELD_CHARACTERS
from forum.threads.forms import ReplyForm, ThreadForm, WritingForm
from forum.threads.merged import other_thread
from residents.models import User
from residents.suspensions import suspension_of

Reason = ReceivedMail.Reason


@dataclass
class Outcome:
    """What became of a text: `post`, `held`, or a message that was sent on in `conversation`.

    Else `reason` and `details` say why not, and there may be a draft.
    """

    title: str
    text: str
    thread: Thread | None = None
    conversation: HelpConversation | None = None
    # The text is for one neighbour, also if their conversation is gone.
    is_message: bool = False
    post: Post | None = None
    held: HeldPost | None = None
    reason: str = ""
    details: Sequence[str] = ()
    seconds_to_wait: int = 0
    draft: Draft | None = None
    # The thread in which people reply since the one of the text was merged into it.
    merged_into: Thread | None = None

    @property
    def state(self) -> ReceivedMail.State:
        if self.reason:
            return ReceivedMail.State.REFUSED
        return ReceivedMail.State.HELD if self.held else ReceivedMail.State.POSTED


@dataclass
class Text:
    """A text of `author` for a thread, for a new one in `theme`, or for one neighbour.

    `submission` posts it once.
    """

    author: User
    mail: IncomingMail
    submission: uuid.UUID
    thread: Thread | None = None
    theme: Theme | None = None
    conversation: HelpConversation | None = None
    is_message: bool = False
    title: str = field(init=False)
    body: str = field(init=False)

    def __post_init__(self) -> None:
        known = self.thread or self.conversation
        self.title = known.title if known else title_of(self.mail.subject)
        self.body = self.mail.text

    @property
    def route(self) -> str:
        if self.is_message:
            return "forum:conversation"
        return "forum:reply" if self.thread else "forum:start"

    @property
    def object_id(self) -> int | None:
        """The primary key in the address of the form."""
        known = self.thread or self.conversation
        return known.pk if known else None

    @property
    def fields(self) -> dict[str, Any]:
        """The values of the form."""
        if self.thread is not None or self.is_message:
            return {"body": self.body}
        return {
            "kind": Thread.Kind.DISCUSSION.value,
            "theme": self.theme.pk if self.theme else None,
            "area": self.author.area_id,
            "title": self.title,
            "body": self.body,
        }

    def form(self) -> WritingForm | MessageForm:
        data = {**self.fields, "submission": str(self.submission)}
        if self.is_message:
            return MessageForm(data, author=self.author, is_mail=True)
        if self.thread is not None:
            return ReplyForm(data, author=self.author, thread=self.thread)
        # Not those of a thread about crime either: whoever lives by mail has no form to fill in.
        return ThreadForm(data, author=self.author, themes=localized_themes(), asks_questions=False)


def write(text: Text) -> Outcome:
    """Post or hold `text`, in the language of its author, which must be active."""
    thread = text.thread
    if thread is not None and (other := other_thread(thread, text.author)) is not None:
        outcome = refuse(text, Reason.CLOSED)
        outcome.merged_into = other
        return outcome
    if thread is not None and (thread.is_hidden or thread.is_locked or thread.closed_at):
        return refuse(text, Reason.CLOSED)
    talk = text.conversation
    if talk is not None and not conversations.can_write(talk, text.author):
        return refuse(text, Reason.CLOSED)
    if suspension_of(text.author.pk) is not None:
        return refuse(text, Reason.SUSPENDED)
    if text.mail.is_too_big:
        return refuse(text, Reason.TOO_BIG)
    if not text.body.strip():
        return refuse(text, Reason.EMPTY)
    if wait := rate_limits.seconds_until_allowed(text.route, text.author.pk):
        return refuse(text, Reason.TOO_MANY, seconds_to_wait=wait)
    form = text.form()
    if not form.is_valid():
        return refuse(text, Reason.INVALID, details=_problems(form))
    try:
        if isinstance(form, MessageForm):
            return _sent(text, form)
        return _held(text, form) if form.held else _posted(text, form)
    except posting.AuthorSuspended:
        return refuse(text, Reason.SUSPENDED)
    except (posting.PostingRefused, conversations.CannotWrite):
        return refuse(text, Reason.CLOSED)


def refuse(
    text: Text, reason: str, *, details: Sequence[str] = (), seconds_to_wait: int = 0
) -> Outcome:
    """Return the refusal of `text`, which is kept as a draft if the form would take it."""
    shown = without_cpr_numbers(text.body)[:FIELD_CHARACTERS]
    outcome = Outcome(text.title, shown, text.thread, text.conversation, text.is_message)
    outcome.reason, outcome.details, outcome.seconds_to_wait = reason, details, seconds_to_wait
    if shown.strip() and reason != Reason.CLOSED and (text.object_id or not text.is_message):
        fields = {**text.fields, "body": shown}
        outcome.draft = Draft.objects.create(
            route=text.route,
            object_id=text.object_id,
            # PostgreSQL stores no NUL.
            fields={
                name: value.replace("\0", "") if isinstance(value, str) else value
                for name, value in fields.items()
            },
            writer=text.author,
        )
    return outcome


def without_cpr_numbers(text: str) -> str:
    """Return `text` with dots for the last digits of what looks like a CPR number.

    A mail passes many machines, and drafts are stored: neither shall repeat the number.
    """
    for match in list(find_cpr_numbers(text)):
        text = text.replace(match.text, f"{match.date_part}-••••")
    return text


def _held(text: Text, form: WritingForm) -> Outcome:
    language = text.thread.language if text.thread else get_language()
    fields = {**form.cleaned_data}
    held = holding.hold(
        author=text.author, language=language, findings=form.held, thread=text.thread, **fields
    )
    return Outcome(text.title, text.body, text.thread, held=held)


def _posted(text: Text, form: WritingForm) -> Outcome:
    if text.thread is not None:
        post = posting.reply(thread=text.thread, author=text.author, **form.cleaned_data)
        return Outcome(text.title, text.body, text.thread, post=post)
    thread = posting.start_thread(author=text.author, language=get_language(), **form.cleaned_data)
    return Outcome(text.title, text.body, thread, post=thread.posts.get(number=1))


def _sent(text: Text, form: MessageForm) -> Outcome:
    """Send the text on to the other of the two. Raises `CannotWrite`."""
    talk = text.conversation
    if talk is None:
        raise conversations.CannotWrite
    conversations.send(
        conversation=talk,
        sender=text.author,
        body=form.cleaned_data["body"],
        submission=form.cleaned_data["submission"],
    )
    return Outcome(text.title, text.body, conversation=talk, is_message=True)


def _problems(form: WritingForm | MessageForm) -> list[str]:
    """Return what is wrong, and the passages that the guard asks about."""
    problems = [str(message) for messages in form.errors.values() for message in messages]
    asked = getattr(form.fields.get("allowed"), "choices", ())
    return [*problems, *(strip_tags(label) for _digest, label in asked)]
