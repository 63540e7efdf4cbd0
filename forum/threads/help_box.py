"""What the page of a thread about help shows of its state, and the buttons beside it."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.models import HelpConversation, HelpRequest, HelpState, Thread
from forum.models.help_states import GIVE_AWAY, HELP_KINDS, HELP_WANTED
from residents.models import User


@dataclass(frozen=True, slots=True)
class HelpBox:
    """URLs are empty if the reader cannot use them."""

    request: HelpRequest
    label: str
    contact_label: str
    contact_url: str = ""
    conversation_url: str = ""
    manage_url: str = ""
    conversations: int = 0

    @property
    def is_open(self) -> bool:
        return self.request.is_open

    @property
    def is_fulfilled(self) -> bool:
        return self.request.state == HelpState.FULFILLED


def contact_label(thread: Thread) -> str:
    """Return what neighbours say who answer such a thread."""
    if thread.kind == HELP_WANTED:
        return _("I can help")
    if thread.kind == GIVE_AWAY:
        return _("I am interested")
    return _("I could use that")


def help_box(thread: Thread, reader: User | AnonymousUser) -> HelpBox | None:
    """Return the box of a thread about help; None for others. At most one query."""
    request: HelpRequest | None = getattr(thread, "help_request", None)
    if thread.kind not in HELP_KINDS or request is None:
        return None
    box = HelpBox(request, thread.help_label, contact_label(thread))
    if isinstance(reader, User) and reader.pk == thread.author_id:
        return replace(
            box,
            manage_url=reverse("forum:help", args=[thread.pk]),
            conversations=HelpConversation.objects.filter(thread=thread).count(),
        )
    if isinstance(reader, User):
        own = HelpConversation.objects.filter(thread=thread, helper=reader).first()
        if own is not None:
            return replace(box, conversation_url=own.get_absolute_url())
    # The same for every anonymous reader.
    has_starter = thread.author_id is not None
    if has_starter and request.is_open and not thread.is_hidden:
        return replace(box, contact_url=reverse("forum:contact", args=[thread.pk]))
    return box
