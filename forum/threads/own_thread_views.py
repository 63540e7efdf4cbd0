"""The pages on which the starter of a thread changes, closes or withdraws it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum.models import Thread
from forum.threads import own_thread, thread_page
from forum.threads.title_form import TitleForm
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@login_required
def title(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Show the form with the title, and save it."""
    thread = _get_thread(request, thread_id)
    if not own_thread.OwnThread(thread, request.user).is_own:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = TitleForm(data, thread=thread, author=request.user)
    if request.method == "POST" and form.is_valid():
        own_thread.change_title(thread=thread, title=form.cleaned_data["title"])
        messages.success(request, _("The title has been saved."))
        return redirect(thread)
    heading = _("Change the title")
    context = {"thread": thread, "form": form, **thread_page.subpage_context(thread, heading)}
    return render(request, "forum/title.html", context)


@require_POST
@login_required
def close(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Close the thread, or open it again with do=reopen."""
    thread = _get_thread(request, thread_id)
    if not own_thread.OwnThread(thread, request.user).is_own:
        raise PermissionDenied
    if request.POST.get("do") == "reopen":
        own_thread.reopen(thread=thread)
        messages.success(request, _("The thread is open. Everybody can reply again."))
    else:
        own_thread.close(thread=thread)
        messages.success(request, _("The thread is closed. Nobody can reply any more."))
    return redirect(thread)


@form_methods
@login_required
def withdraw(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Ask, and withdraw a thread to which nobody has replied."""
    thread = _get_thread(request, thread_id)
    if thread.withdrawn_at is not None and thread.author_id == request.user.pk:
        return redirect(thread)
    if not own_thread.OwnThread(thread, request.user).is_own:
        raise PermissionDenied
    if thread.reply_count or (request.method == "POST" and not own_thread.withdraw(thread=thread)):
        messages.warning(
            request,
            _("Somebody has replied, so the thread stays. You can close it to end the replies."),
        )
        return redirect(thread)
    if request.method == "POST":
        messages.success(request, _("Your thread has been withdrawn. Nobody else can read it."))
        return redirect(thread)
    heading = _("Withdraw the thread")
    context = {"thread": thread, **thread_page.subpage_context(thread, heading)}
    return render(request, "forum/withdraw.html", context)


def _get_thread(request: SignedInRequest, thread_id: int) -> Thread:
    threads = Thread.objects.visible_to(request.user)
    thread: Thread = get_object_or_404(threads.select_related("theme"), pk=thread_id)
    return thread
