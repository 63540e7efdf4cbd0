"""The pages of conversations: their list, their messages, and what one can do there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import keyset
from core.breadcrumbs import breadcrumbs
from forum.help import blocks, conversations, reports, requests
from forum.help.forms import ConversationReportForm, MessageForm, TelephoneForm
from forum.models import HelpBlock, HelpConversation
from forum.threads import drafts
from forum.threads.drafts import keeps_draft
from notifications.notices.inbox import mark_topic_seen
from residents.models import User
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])
PAGE_SIZE = 30


@require_safe
@login_required
@never_cache
def own_list(request: SignedInRequest) -> HttpResponse:
    """List the reader's conversations."""
    rows = HelpConversation.objects.of(request.user)
    rows = rows.select_related("thread", "starter", "helper")
    cursor = request.GET.get("after", "")
    try:
        at, pk = keyset.decode(cursor) if cursor else (None, 0)
    except keyset.InvalidCursorError:
        at, pk = None, 0
    if at is not None:
        rows = rows.filter(Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=pk))
    found = list(rows[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    older = keyset.encode(page[-1].last_message_at, page[-1].pk) if len(found) > PAGE_SIZE else ""
    context = {
        "rows": [(each, each.other_of(request.user)) for each in page],
        "older_url": f"?after={older}" if older else "",
        **_page_context(_("Messages"), reverse("residents:account"), _("My page")),
    }
    return render(request, "forum/help/conversations.html", context)


@form_methods
@never_cache
@keeps_draft("body", "submission")
def conversation(request: SignedInRequest, conversation_id: int) -> HttpResponse:
    """Show the messages to the two; POST sends another one."""
    found = _get(request, conversation_id)
    data = request.POST if request.method == "POST" else None
    draft_fields = drafts.requested_fields(request)
    form = MessageForm(data, author=request.user, initial=draft_fields)
    if request.method == "POST" and form.is_valid():
        try:
            conversations.send(
                conversation=found,
                sender=request.user,
                body=form.cleaned_data["body"],
                submission=form.cleaned_data["submission"],
            )
        except conversations.CannotWrite:
            form.add_error(None, _("No more messages can be sent in this conversation."))
        else:
            drafts.delete_requested(request)
            messages.success(request, _("Your message has been sent."))
            return redirect(found)
    return _show(request, found, form, TelephoneForm())


@require_POST
@login_required
@never_cache
def share(request: SignedInRequest, conversation_id: int) -> HttpResponse:
    """Show one's e-mail address, or a telephone number, to the other."""
    found = _get(request, conversation_id)
    try:
        if request.POST.get("what") == "email":
            conversations.share_email(conversation=found, sender=request.user)
        else:
            form = TelephoneForm(request.POST)
            if not form.is_valid():
                return _show(request, found, MessageForm(author=request.user), form)
            number = form.cleaned_data["telephone"]
            conversations.share_telephone(conversation=found, sender=request.user, number=number)
    except conversations.CannotWrite:
        messages.error(request, _("No more messages can be sent in this conversation."))
    else:
        messages.success(request, _("The other can see it in this conversation."))
    return redirect(found)


@require_POST
@login_required
@never_cache
def block(request: SignedInRequest, conversation_id: int) -> HttpResponse:
    """Block the other or, with `lift`, let them write again."""
    found = _get(request, conversation_id)
    other = found.other_of(request.user)
    if other is not None and request.POST.get("lift"):
        blocks.unblock(blocker=request.user, blocked=other)
        messages.success(request, _("You can write to each other again."))
    elif other is not None:
        blocks.block(blocker=request.user, blocked=other)
        messages.success(request, _("They can no longer write to you here. They are not told."))
    return redirect(found)


@require_POST
@login_required
@never_cache
def name(request: SignedInRequest, conversation_id: int) -> HttpResponse:
    """Let the helper choose whether they may be thanked by name."""
    found = _get(request, conversation_id)
    if found.helper_id != request.user.pk:
        raise PermissionDenied
    requests.agree_to_be_named(conversation=found, agrees=bool(request.POST.get("agrees")))
    messages.success(request, _("Your choice has been saved."))
    return redirect(found)


@form_methods
@login_required
@never_cache
def report(request: SignedInRequest, conversation_id: int) -> HttpResponse:
    """Report the conversation to the moderators, who can read it from then on."""
    found = _get(request, conversation_id)
    form = ConversationReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        is_new = reports.report(
            conversation=found,
            reporter=request.user,
            rule=form.cleaned_data["rule"],
            text=form.cleaned_data["text"],
        )
        if is_new:
            messages.success(request, _("Thank you for telling us. A moderator reads it soon."))
        else:
            messages.info(request, _("You have already reported this conversation."))
        return redirect(found)
    context = {
        "conversation": found,
        "form": form,
        **_page_context(_("Report the conversation"), found.get_absolute_url(), found.title),
    }
    return render(request, "forum/help/report.html", context)


def _get(request: SignedInRequest, conversation_id: int) -> HelpConversation:
    """Return the reader's conversation; raise `Http404` for those of others."""
    own = HelpConversation.objects.of(request.user).order_by()
    rows = own.select_related("thread__author", "thread__partner", "starter", "helper")
    found: HelpConversation = get_object_or_404(rows, pk=conversation_id)
    return found


def _show(
    request: SignedInRequest, found: HelpConversation, form: MessageForm, telephone: TelephoneForm
) -> HttpResponse:
    mark_topic_seen(request, found.topic)
    other = found.other_of(request.user)
    context = {
        "conversation": found,
        "other": other,
        "is_helper": found.helper_id == request.user.pk,
        "chat": found.messages.select_related("sender"),
        "can_write": conversations.can_write(found, request.user),
        "has_blocked": _has_blocked(request.user, other),
        "form": form,
        "telephone_form": telephone,
        **_page_context(found.title, reverse("forum:conversations"), _("Messages")),
    }
    return render(request, "forum/help/conversation.html", context)


def _has_blocked(user: User, other: User | None) -> bool:
    if other is None:
        return False
    return HelpBlock.objects.filter(blocker=user, blocked=other).exists()


def _page_context(title: str, parent_url: str, parent: str) -> dict[str, Any]:
    crumbs = breadcrumbs((parent_url, parent), current=title)
    return {"title": title, "crumbs": crumbs, "robots": "noindex", "alternates": []}
