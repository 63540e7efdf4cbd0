"""Writing to everybody signed up: the draft, a look at it, and the button that sends it."""

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.models import Announcement, Occurrence, SignUp
from events.organisers import announcements
from events.organisers.attendees import sort_key
from events.organisers.forms import AnnouncementForm
from events.organisers.layout import organiser_page
from events.organisers.permissions import for_organisers
from notifications.newsletters.forms import site_languages
from residents.requests import SignedInRequest

LISTED = 100


@require_safe
@for_organisers
def announcement_list(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """List the drafts, and the log: what was sent, when, by whom, to how many."""
    found = Announcement.objects.filter(occurrence=occurrence).select_related("author")
    return organiser_page(
        request,
        occurrence,
        "announcements",
        current="announcements",
        drafts=list(found.filter(sent_at=None)[:LISTED]),
        sent=list(found.exclude(sent_at=None).order_by("-sent_at")[:LISTED]),
        left=max(settings.ANNOUNCEMENTS_PER_DAY - announcements.sent_today(occurrence), 0),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_organisers
def write(
    request: SignedInRequest, occurrence: Occurrence, announcement_id: int | None = None
) -> HttpResponse:
    """Write a mail, or change a draft; the next step is to look at it."""
    draft = _announcement(occurrence, announcement_id) if announcement_id is not None else None
    if draft is not None and draft.sent_at is not None:
        return redirect("events:announcement", occurrence.pk, draft.pk)
    form = AnnouncementForm(
        request.POST if request.method == "POST" else None,
        announcement=draft,
        waiting=occurrence.signups.filter(
            status__in=[SignUp.Status.WAITING, SignUp.Status.OFFERED]
        ).count(),
    )
    if request.method == "POST" and form.is_valid():
        draft = announcements.write(
            announcement=draft,
            occurrence=occurrence,
            author=request.user,
            texts=form.texts,
            to_waiting=form.cleaned_data.get("to_waiting", False),
        )
        return redirect("events:announcement", occurrence.pk, draft.pk)
    return organiser_page(request, occurrence, "write", current="announcements", form=form)


@require_safe
@for_organisers
def announcement(
    request: SignedInRequest, occurrence: Occurrence, announcement_id: int
) -> HttpResponse:
    """Show a mail, and how many get it; a draft can be sent from here."""
    return _preview(request, occurrence, _announcement(occurrence, announcement_id))


@require_POST
@for_organisers
def send(request: SignedInRequest, occurrence: Occurrence, announcement_id: int) -> HttpResponse:
    """Send a mail that was looked at. A second click finds it sent."""
    draft = _announcement(occurrence, announcement_id)
    try:
        sent = announcements.send(draft, by=request.user, seen=request.POST.get("seen", ""))
    except announcements.StalePreview:
        draft.refresh_from_db()
        error = _("The mail has been changed since you looked at it. Please look again.")
        return _preview(request, occurrence, draft, error=error, status=409)
    except announcements.NoRecipients:
        error = _("There is nobody whom it would reach by mail.")
        return _preview(request, occurrence, draft, error=error, status=409)
    except announcements.DailyLimitReached:
        error = _(
            "They have had as many mails as they may get in a day. The draft is kept: send it"
            " tomorrow."
        )
        return _preview(request, occurrence, draft, error=error, status=429)
    if sent:
        words = ngettext(
            "The mail is on its way to %(count)d sign-up.",
            "The mail is on its way to %(count)d sign-ups.",
            draft.recipients or 0,
        )
        messages.success(request, words % {"count": draft.recipients})
    return redirect("events:announcement", occurrence.pk, draft.pk)


@require_POST
@for_organisers
def discard(request: SignedInRequest, occurrence: Occurrence, announcement_id: int) -> HttpResponse:
    """Throw a draft away. What was sent stays."""
    draft = _announcement(occurrence, announcement_id)
    if Announcement.objects.filter(pk=draft.pk, sent_at=None).delete()[0]:
        messages.success(request, _("The draft is gone."))
    return redirect("events:announcements", occurrence.pk)


@require_safe
@csp_update({"style-src": "'unsafe-inline'"})  # mail programs know no style sheets
@for_organisers
def mail(request: SignedInRequest, occurrence: Occurrence, announcement_id: int) -> HttpResponse:
    """Return the mail itself, for the frame that the preview shows it in."""
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return HttpResponse(announcements.mail_in(_announcement(occurrence, announcement_id), language))


def _preview(
    request: SignedInRequest,
    occurrence: Occurrence,
    draft: Announcement,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    waiting = draft.to_waiting
    unreached = announcements.not_reached(occurrence, waiting=waiting)
    return organiser_page(
        request,
        occurrence,
        "announcement",
        current="announcements",
        status=status,
        announcement=draft,
        error=error,
        by_mail=announcements.by_mail(occurrence, waiting=waiting).count(),
        everybody=announcements.everybody(occurrence, waiting=waiting).count(),
        to_call=sorted(unreached, key=lambda signup: sort_key(signup.name)),
        mails=[(code, name) for code, name in site_languages() if code in draft.texts],
        missing=[name for code, name in site_languages() if code not in draft.texts],
        seen=announcements.fingerprint(draft),
    )


def _announcement(occurrence: Occurrence, announcement_id: int) -> Announcement:
    found = Announcement.objects.filter(occurrence=occurrence).select_related("author")
    return get_object_or_404(found.select_related("occurrence__event__area"), pk=announcement_id)
