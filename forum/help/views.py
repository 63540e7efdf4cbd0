"""The page on which a thread's writer changes its state, and the form to answer it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forum.help import conversations, notices, requests
from forum.help.forms import ContactForm, ExtendForm, FulfilForm
from forum.models import HelpConversation, HelpRequest, Thread
from forum.models.help_states import HELP_KINDS
from forum.threads import drafts
from forum.threads.drafts import keeps_draft
from forum.threads.help_box import contact_label
from forum.threads.thread_page import subpage_context
from notifications.notices.inbox import mark_topic_seen
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@never_cache
@keeps_draft("body", "is_nameable", "submission")
def contact(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Write to who started a thread about help; the first message opens the conversation."""
    thread = _get_thread(request, thread_id)
    if thread.author_id == request.user.pk:
        raise PermissionDenied
    own = HelpConversation.objects.filter(thread=thread, helper=request.user)
    existing: HelpConversation | None = own.first()
    if existing is not None and request.method != "POST":
        return redirect(existing)
    draft_fields = drafts.requested_fields(request)
    data = request.POST if request.method == "POST" else None
    form = ContactForm(data, author=request.user, initial=draft_fields)
    is_open = conversations.is_open_to_helpers(thread)
    if request.method == "POST" and form.is_valid():
        try:
            conversation = conversations.open_conversation(
                thread=thread,
                helper=request.user,
                body=form.cleaned_data["body"],
                is_nameable=form.cleaned_data["is_nameable"],
                submission=form.cleaned_data["submission"],
            )
        except conversations.NotOpen:
            is_open = False
        except conversations.CannotWrite:
            form.add_error(None, _("You cannot write to this person here."))
        except conversations.TooManyConversations:
            form.add_error(None, _("You have written to many people today. Try again tomorrow."))
        else:
            drafts.delete_requested(request)
            messages.success(request, _("Your message has been sent."))
            return redirect(conversation)
    context = {
        "thread": thread,
        "form": form,
        "is_open": is_open,
        "is_draft": bool(draft_fields),
        **subpage_context(thread, contact_label(thread)),
    }
    return render(request, "forum/help/contact.html", context)


@form_methods
@login_required
@never_cache
def manage(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Show what the writer can do; POST marks the thread as fulfilled."""
    thread, state = _get_own(request, thread_id)
    form = _fulfil_form(request, thread, request.method == "POST")
    if request.method == "POST" and form.is_valid():
        helper = form.cleaned_data.get("helper")
        if requests.fulfil(thread=thread, helper=helper, thanks=form.cleaned_data["thanks"]):
            messages.success(request, _("How good! Everyone can see that it worked out."))
        else:
            messages.info(request, _("It is not open any more."))
        return redirect(thread)
    mark_topic_seen(request, notices.topic_of(thread))
    return _show(request, thread, state, form, ExtendForm(request=state))


@require_POST
@login_required
@never_cache
def change(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Close, reopen or extend the thread, as the button says; the same again changes nothing."""
    thread, state = _get_own(request, thread_id)
    verb = request.POST.get("verb", "")
    if verb == "extend":
        form = ExtendForm(request.POST, request=state)
        if not form.is_valid():
            return _show(request, thread, state, _fulfil_form(request, thread, False), form)
        requests.extend(thread=thread, until=form.cleaned_data["until"])
        messages.success(request, _("The new date has been saved."))
    elif verb == "reopen":
        requests.reopen(thread=thread)
        messages.success(request, _("It is open again."))
    elif verb == "close":
        requests.close(thread=thread)
        messages.success(request, _("It is closed. Neighbours can no longer answer it."))
    else:
        messages.error(request, _("Choose one of these."))
        return redirect("forum:help", thread.pk)
    return redirect(thread)


def _show(
    request: SignedInRequest,
    thread: Thread,
    state: HelpRequest,
    form: FulfilForm,
    extend_form: ExtendForm,
) -> HttpResponse:
    context: dict[str, Any] = {
        "thread": thread,
        "request_state": state,
        "form": form,
        "extend_form": extend_form,
        "has_errors": bool(extend_form.errors),
        "conversations": thread.conversations.select_related("helper").order_by("pk"),
        **subpage_context(thread, _("Finish or extend it")),
    }
    return render(request, "forum/help/manage.html", context)


def _fulfil_form(request: SignedInRequest, thread: Thread, is_sent: bool) -> FulfilForm:
    helpers = thread.conversations.filter(helper__is_active=True).values_list("helper", flat=True)
    return FulfilForm(
        request.POST if is_sent else None,
        thread=thread,
        author=request.user,
        helpers=list(helpers),
    )


def _get_thread(request: SignedInRequest, thread_id: int) -> Thread:
    visible = Thread.objects.visible_to(request.user).select_related("author", "partner", "theme")
    thread: Thread = get_object_or_404(visible, pk=thread_id)
    if thread.kind not in HELP_KINDS:
        raise Http404
    return thread


def _get_own(request: SignedInRequest, thread_id: int) -> tuple[Thread, HelpRequest]:
    """Return the reader's own thread and its state; raise `Http404` or `PermissionDenied`."""
    thread = _get_thread(request, thread_id)
    if thread.author_id != request.user.pk:
        raise PermissionDenied
    state: HelpRequest = get_object_or_404(HelpRequest, pk=thread.pk)
    return thread, state
