"""The pages of letters: for those who write them, on the site and in Wagtail's admin, and for
those who were sent one.

Editors write in the admin, moderators on the site: they have no business in the admin.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.models import Letter
from notifications.newsletters import sending as verbs
from notifications.newsletters.forms import LetterForm, site_languages
from notifications.notices import activities
from residents.requests import SignedInRequest

PER_PAGE = 50


@dataclass(frozen=True)
class PageLayout:
    """Where the pages are shown: on the site, or in Wagtail's admin."""

    name: str
    namespace: str

    def url(self, page: str, *args: int) -> str:
        """Return the address of a page."""
        return reverse(f"{self.namespace}:{page}", args=args)

    def render(self, request: HttpRequest, page: str, **context: Any) -> HttpResponse:
        """Show a page."""
        context |= {"skin": self, "list_url": self.url("list"), "new_url": self.url("new")}
        return render(request, f"notifications/letters/{self.name}/{page}.html", context)


SITE = PageLayout("site", "letters")
ADMIN = PageLayout("admin", "letters_admin")


def for_writers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let nobody in but those who may write letters."""

    @never_cache
    @login_required
    @wraps(view)
    def checked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not verbs.may_write(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
@for_writers
def letters(request: SignedInRequest, skin: PageLayout) -> HttpResponse:
    """List the drafts, and the log of what was sent: when, by whom, to how many."""
    found = Letter.objects.writable_by(request.user)
    found = found.select_related("author", "sender").prefetch_related("texts")
    sent = Paginator(found.filter(status=Letter.Status.SENT), PER_PAGE)
    page = sent.get_page(request.GET.get("page"))
    drafts = list(found.filter(status=Letter.Status.DRAFT))
    names = verbs.names_of([*drafts, *page], request.user)
    newer = f"?page={page.previous_page_number()}" if page.has_previous() else ""
    older = f"?page={page.next_page_number()}" if page.has_next() else ""
    return skin.render(
        request,
        "list",
        drafts=[_row(skin, letter, names) for letter in drafts],
        sent=[_row(skin, letter, names) for letter in page],
        newer_url=newer,
        older_url=older,
    )


def _row(skin: PageLayout, letter: Letter, names: dict[int, str]) -> dict[str, Any]:
    return {
        "letter": letter,
        "topic": names[letter.pk],
        "url": skin.url("preview", letter.pk),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def write(request: SignedInRequest, skin: PageLayout, letter_id: int | None = None) -> HttpResponse:
    """Write a letter, or change a draft; the next step is to look at it."""
    letter = _letter(request, letter_id) if letter_id is not None else None
    if letter is not None and letter.is_sent:
        return redirect(skin.url("preview", letter.pk))
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        writer=request.user,
        letter=letter,
        topic=request.GET.get("topic", ""),
    )
    if request.method == "POST" and form.is_valid():
        letter = verbs.save_draft(
            letter=letter,
            author=request.user,
            topic=form.cleaned_data["topic"],
            texts=form.texts,
        )
        return redirect(skin.url("preview", letter.pk))
    discard_url = skin.url("discard", letter.pk) if letter else ""
    return skin.render(request, "write", form=form, letter=letter, discard_url=discard_url)


@require_safe
@for_writers
def preview(request: SignedInRequest, skin: PageLayout, letter_id: int) -> HttpResponse:
    """Show the mail in each language, and how many get it; a draft can be sent from here."""
    return _preview(request, skin, _letter(request, letter_id))


def _preview(
    request: SignedInRequest,
    skin: PageLayout,
    letter: Letter,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    followers, by_mail = verbs.count_recipients(letter.topic)
    written = {text.language for text in letter.texts.all()}
    response = skin.render(
        request,
        "preview",
        letter=letter,
        topic=verbs.names_of([letter], request.user)[letter.pk],
        followers=followers,
        by_mail=by_mail,
        error=error,
        mails=[
            {"code": code, "name": name, "url": f"{skin.url('mail', letter.pk)}?language={code}"}
            for code, name in site_languages()
            if code in written
        ],
        missing=[name for code, name in site_languages() if code not in written],
        seen=letter.changed_at.isoformat(),
        change_url=skin.url("change", letter.pk),
        send_url=skin.url("send", letter.pk),
        discard_url=skin.url("discard", letter.pk),
    )
    response.status_code = status
    return response


@require_POST
@for_writers
def send(request: SignedInRequest, skin: PageLayout, letter_id: int) -> HttpResponse:
    """Send a letter that was looked at. A second click finds it sent."""
    letter = _letter(request, letter_id)
    if not verbs.may_write_to(request.user, letter.topic):
        raise PermissionDenied
    try:
        seen = parse_datetime(request.POST.get("seen", "")) or letter.created_at
        verbs.send(letter=letter, sender=request.user, seen=seen)
    except (verbs.StalePreview, ValueError):
        letter.refresh_from_db()
        error = _("The letter has been changed since you looked at it. Please look again.")
        return _preview(request, skin, letter, error=error, status=409)
    except verbs.DailyLimitReached:
        error = _(
            "Those who follow this have had as many letters as they may get in a day. "
            "The draft is kept: send it tomorrow."
        )
        letter.refresh_from_db()
        return _preview(request, skin, letter, error=error, status=429)
    messages.success(request, _("The letter is sent."))
    return redirect(skin.url("preview", letter.pk))


@require_POST
@for_writers
def discard(request: SignedInRequest, skin: PageLayout, letter_id: int) -> HttpResponse:
    """Throw a draft away."""
    letter = _letter(request, letter_id)
    if letter.is_sent:
        return redirect(skin.url("preview", letter.pk))
    letter.delete()
    messages.success(request, _("The draft is gone."))
    return redirect(skin.url("list"))


@require_safe
@csp_update({"style-src": "'unsafe-inline'"})  # mail programs know no style sheets
@for_writers
def mail(request: SignedInRequest, skin: PageLayout, letter_id: int) -> HttpResponse:
    """Return the mail itself, for the frame that the preview shows it in."""
    letter = _letter(request, letter_id)
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return HttpResponse(verbs.as_mail(letter, language, request.user))


@never_cache
@require_safe
@login_required
def letter(request: SignedInRequest, letter_id: int) -> HttpResponse:
    """Show a letter to who was sent it, and to who may write letters."""
    user = request.user
    mine = Letter.objects.received_by(user) | Letter.objects.writable_by(user).filter(
        status=Letter.Status.SENT
    )
    found = get_object_or_404(mine.prefetch_related("texts").distinct(), pk=letter_id)
    activities.mark_seen(user, f"letter:{found.pk}")
    context = {"letter": found, "topic": verbs.names_of([found], user)[found.pk]}
    return render(request, "notifications/letters/letter.html", context)


def _letter(request: SignedInRequest, letter_id: int) -> Letter:
    writable = Letter.objects.writable_by(request.user).prefetch_related("texts")
    return get_object_or_404(writable.select_related("author", "sender"), pk=letter_id)
