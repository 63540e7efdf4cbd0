"""Change the state of threads about help. Each function is one transaction that also notifies."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from core.caching.tracking import part
from core.run_each import run_each
from forum.help import notices
from forum.models import HelpConversation, HelpRequest, HelpState, Thread
from forum.models.help import REMIND_DAYS, default_until, is_soon
from forum.models.help_states import SETTLED
from forum.threads.tagging import copy_columns
from notifications.notices import topics
from residents.models import User


class NotAHelper(Exception):
    """The person who is thanked has not offered their help in this thread."""


def fulfil(*, thread: Thread, helper: User | None = None, thanks: str = "") -> bool:
    """Mark an open `thread` as fulfilled; return False if it is not open any more.

    `helper` is told of the thanks, and named in the thread if they have agreed. Raises
    `NotAHelper`.
    """
    with _locked(thread.pk) as request:
        if not request.is_open:
            return False
        is_named = False
        if helper is not None:
            conversation = HelpConversation.objects.filter(
                thread=request.thread, helper=helper
            ).first()
            if conversation is None:
                raise NotAHelper
            is_named = conversation.is_nameable
        request.helper, request.is_helper_named, request.thanks = helper, is_named, thanks
        _settle(request, HelpState.FULFILLED)
        if helper is not None:
            notices.notify_of_thanks(request)
        return True


def close(*, thread: Thread) -> bool:
    """Close an open `thread` without a result; return False if it is not open any more."""
    with _locked(thread.pk) as request:
        if not request.is_open:
            return False
        _settle(request, HelpState.CLOSED)
        return True


def reopen(*, thread: Thread) -> bool:
    """Open a settled `thread` again, for the default time; return False if it is open."""
    with _locked(thread.pk) as request:
        if request.is_open:
            return False
        request.state, request.settled_at = HelpState.OPEN, None
        request.helper, request.is_helper_named, request.thanks = None, False, ""
        _set_until(request, default_until())
        _save(request)
        return True


def extend(*, thread: Thread, until: datetime.date) -> bool:
    """Let an open `thread` run until that day; return whether anything changed."""
    with _locked(thread.pk) as request:
        if not request.is_open or request.until == until:
            return False
        _set_until(request, until)
        _save(request)
        notices.withdraw_of_end(thread)
        return True


def agree_to_be_named(*, conversation: HelpConversation, agrees: bool) -> bool:
    """Let the helper be thanked by name or not, also after the thanks; False if it was so."""
    changed = HelpConversation.objects.filter(pk=conversation.pk, is_nameable=not agrees)
    with transaction.atomic(), part(topics.thread(conversation.thread_id or 0)):
        if not changed.update(is_nameable=agrees):
            return False
        if conversation.thread_id and conversation.helper_id:
            HelpRequest.objects.filter(
                thread=conversation.thread_id, helper=conversation.helper_id
            ).update(is_helper_named=agrees)
        return True


def expire_due() -> int:
    """Expire what was open until yesterday or earlier; return how many."""
    due = HelpRequest.objects.open().filter(until__lt=timezone.localdate())
    return run_each(list(due.values_list("pk", flat=True)), _expire)


def remind_due() -> int:
    """Remind the writers of what expires in some days, once for each day; return how many."""
    limit = timezone.localdate() + datetime.timedelta(days=REMIND_DAYS)
    due = HelpRequest.objects.open().filter(until__lte=limit, is_reminded=False)
    return run_each(list(due.values_list("pk", flat=True)), _remind)


def _expire(thread_id: int) -> int:
    with _locked(thread_id) as request:
        if not request.is_open or request.until >= timezone.localdate():
            return 0
        _settle(request, HelpState.EXPIRED)
        notices.notify_of_expiry(request)
        return 1


def _remind(thread_id: int) -> int:
    with _locked(thread_id) as request:
        if not request.is_open or request.is_reminded or request.until < timezone.localdate():
            return 0
        HelpRequest.objects.filter(pk=thread_id).update(is_reminded=True)
        return int(notices.notify_of_end(request))


@contextmanager
def _locked(thread_id: int) -> Iterator[HelpRequest]:
    """Lock the thread, then its request, in a transaction; a page of others is not concerned."""
    with transaction.atomic(), part(topics.thread(thread_id)):
        thread = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=thread_id)
        request = HelpRequest.objects.select_for_update(of=("self",)).get(pk=thread_id)
        request.thread = thread
        yield request


def _settle(request: HelpRequest, state: HelpState) -> None:
    request.state, request.settled_at = state, timezone.now()
    _save(request)
    notices.withdraw_of_end(request.thread)


def _set_until(request: HelpRequest, until: datetime.date) -> None:
    request.until, request.is_reminded = until, is_soon(until)


def _save(request: HelpRequest) -> None:
    """Save the request, and its copies in the thread and in the rows of its tags."""
    request.save()
    thread = request.thread
    thread.help_state, thread.is_settled = request.state, request.state in SETTLED
    thread.save(update_fields=["help_state", "is_settled"])
    if thread.tag_ids:
        copy_columns(thread)
