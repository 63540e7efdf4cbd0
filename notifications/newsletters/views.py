"""The pages of letters on the site: for the moderators who write them, and for the recipients.

Editors write in Wagtail's admin: `notifications.newsletters.admin`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.broadcasts import drafts, previews
from notifications.broadcasts.sending import DailyLimitReached, StalePreview
from notifications.models import Letter
from notifications.newsletters import sending
from notifications.newsletters.descriptions import render_preview, topic_names
from notifications.newsletters.forms import LetterForm
from notifications.newsletters.permissions import may_write, may_write_to
from notifications.newsletters.recipients import count_recipients
from notifications.notices import activities
from residents.models import User
from residents.requests import SignedInRequest

PER_PAGE = 50


def for_writers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Restrict a view to users who may write letters."""

    @never_cache
    @login_required
    @wraps(view)
    def checked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_write(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
@for_writers
def letter_list(request: SignedInRequest) -> HttpResponse:
    """List the drafts and the log of the letters that were sent."""
    letters = Letter.objects.writable_by(request.user).select_related("author", "sender")
    page = Paginator(letters.sent(), PER_PAGE).get_page(request.GET.get("page"))
    draft_letters = list(letters.drafts())
    names = topic_names([*draft_letters, *page], request.user)
    context = {
        "drafts": [(letter, names[letter.pk]) for letter in draft_letters],
        "sent": [(letter, names[letter.pk]) for letter in page],
        "newer_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "notifications/letters/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def write(request: SignedInRequest, letter_id: int | None = None) -> HttpResponse:
    """Write a letter or change a draft, and lead to its preview."""
    letter = get_letter(request.user, letter_id) if letter_id is not None else None
    if letter is not None and letter.is_sent:
        return redirect("letters:preview", letter.pk)
    form = letter_form(request, letter)
    if request.method == "POST" and form.is_valid():
        return redirect("letters:preview", save_form(request, form, letter).pk)
    context = {"form": form, "letter": letter}
    return render(request, "notifications/letters/write.html", context)


@require_safe
@for_writers
def preview(request: SignedInRequest, letter_id: int) -> HttpResponse:
    """Preview a draft with its number of recipients, or show a letter that was sent."""
    return _preview(request, letter_id)


def _preview(
    request: SignedInRequest, letter_id: int, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = preview_context(get_letter(request.user, letter_id), request.user, error)
    return render(request, "notifications/letters/preview.html", context, status=status)


@require_POST
@for_writers
def send(request: SignedInRequest, letter_id: int) -> HttpResponse:
    """Send a draft that was previewed. A second click leads to the letter that was sent."""
    error, status = send_previewed(request, letter_id)
    if error:
        return _preview(request, letter_id, error=error, status=status)
    return redirect("letters:preview", letter_id)


@require_POST
@for_writers
def discard(request: SignedInRequest, letter_id: int) -> HttpResponse:
    """Delete a draft."""
    if not drafts.discard(get_letter(request.user, letter_id)):
        return redirect("letters:preview", letter_id)
    messages.success(request, _("The draft has been deleted."))
    return redirect("letters:list")


@require_safe
@csp_update({"style-src": "'unsafe-inline'"})  # the mail has its styles inline
@for_writers
def mail(request: SignedInRequest, letter_id: int) -> HttpResponse:
    """Return the HTML of the mail, for the frame of the preview."""
    letter = get_letter(request.user, letter_id)
    language = previews.requested_language(request)
    return HttpResponse(render_preview(letter, language, request.user))


@never_cache
@require_safe
@login_required
def letter(request: SignedInRequest, letter_id: int) -> HttpResponse:
    """Show a sent letter to its recipients and to users who may write letters."""
    user = request.user
    readable = Letter.objects.received_by(user) | Letter.objects.writable_by(user).sent()
    letter = get_object_or_404(readable.distinct(), pk=letter_id)
    activities.mark_seen(user, f"letter:{letter.pk}")
    context = {"letter": letter, "topic": topic_names([letter], user)[letter.pk]}
    return render(request, "notifications/letters/letter.html", context)


def get_letter(user: User, letter_id: int) -> Letter:
    """Return a letter that `user` may write; raise `Http404` for any other."""
    writable = Letter.objects.writable_by(user).select_related("author", "sender")
    return get_object_or_404(writable, pk=letter_id)


def letter_form(request: SignedInRequest, letter: Letter | None) -> LetterForm:
    """Return the form of a new letter, or of a draft."""
    data = request.POST if request.method == "POST" else None
    topic = request.GET.get("topic", "")
    return LetterForm(data, writer=request.user, letter=letter, topic=topic)


def save_form(request: SignedInRequest, form: LetterForm, letter: Letter | None) -> Letter:
    """Save the draft of a valid form; a letter that was sent meanwhile stays as it is."""
    content = {"texts": form.texts, "topic": form.cleaned_data["topic"]}
    if letter is None:
        letter, is_new = drafts.save_new(Letter(), author=request.user, **content)
        if not is_new:
            messages.info(request, _("You have already written this newsletter. Here it is."))
        return letter
    try:
        return drafts.save_draft(letter, **content)
    except drafts.AlreadySent:
        return letter


def preview_context(letter: Letter, reader: User, error: str = "") -> dict[str, Any]:
    """Return the context of the preview."""
    followers, by_mail = count_recipients(letter.topic)
    return {
        "letter": letter,
        "topic": topic_names([letter], reader)[letter.pk],
        "followers": followers,
        "by_mail": by_mail,
        "error": error,
        "mails": previews.written_languages(letter),
        "missing": previews.missing_languages(letter),
        "seen": drafts.fingerprint(letter),
    }


def send_previewed(request: SignedInRequest, letter_id: int) -> tuple[str, int]:
    """Send a draft, and return "" and 200; or an error message and its HTTP status."""
    letter = get_letter(request.user, letter_id)
    if not may_write_to(request.user, letter.topic):
        raise PermissionDenied
    try:
        sending.send(letter, sender=request.user, seen=request.POST.get("seen", ""))
    except StalePreview:
        return _("The newsletter has been changed since you looked at it. Please look again."), 409
    except DailyLimitReached:
        error = _(
            "These followers cannot get more newsletters today. Your draft is saved: send "
            "it tomorrow."
        )
        return error, 429
    messages.success(request, _("The newsletter has been sent."))
    return "", 200
