"""The pages on which organisers write to everybody signed up: drafts, preview, log."""

from contextlib import suppress

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.text.normalization import sort_key
from events.models import Announcement, Occurrence, SignUp
from events.organisers import announcements
from events.organisers.forms import AnnouncementForm
from events.organisers.layout import organiser_page
from events.organisers.permissions import for_organisers
from notifications.broadcasts import drafts, previews, sending
from residents.requests import SignedInRequest

LISTED = 100


@require_safe
@for_organisers
def announcement_list(request: SignedInRequest, occurrence: Occurrence) -> HttpResponse:
    """List the drafts and the log of the announcements that were sent."""
    found = Announcement.objects.filter(occurrence=occurrence).select_related("author", "sender")
    sent_today = sending.count_sent_today(Announcement(occurrence=occurrence))
    return organiser_page(
        request,
        occurrence,
        "announcements",
        current="announcements",
        drafts=list(found.filter(sent_at=None)[:LISTED]),
        sent=list(found.exclude(sent_at=None).order_by("-sent_at")[:LISTED]),
        left=max(settings.ANNOUNCEMENTS_PER_DAY - sent_today, 0),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_organisers
def write(
    request: SignedInRequest, occurrence: Occurrence, announcement_id: int | None = None
) -> HttpResponse:
    """Write a draft or change one, and lead to its preview."""
    draft = _announcement(occurrence, announcement_id) if announcement_id is not None else None
    if draft is not None and draft.is_sent:
        return redirect("events:announcement", occurrence.pk, draft.pk)
    form = AnnouncementForm(
        request.POST if request.method == "POST" else None,
        announcement=draft,
        waiting=occurrence.signups.filter(
            status__in=[SignUp.Status.WAITING, SignUp.Status.OFFERED]
        ).count(),
    )
    if request.method == "POST" and form.is_valid():
        draft = _save_form(request, form, draft, occurrence)
        return redirect("events:announcement", occurrence.pk, draft.pk)
    return organiser_page(request, occurrence, "write", current="announcements", form=form)


@require_safe
@for_organisers
def announcement(
    request: SignedInRequest, occurrence: Occurrence, announcement_id: int
) -> HttpResponse:
    """Preview a draft with its number of recipients, or show an announcement that was sent."""
    return _preview(request, occurrence, announcement_id)


@require_POST
@for_organisers
def send(request: SignedInRequest, occurrence: Occurrence, announcement_id: int) -> HttpResponse:
    """Send a draft that was previewed. A second click leads to the announcement that was sent."""
    draft = _announcement(occurrence, announcement_id)
    try:
        is_sent = announcements.send(draft, sender=request.user, seen=request.POST.get("seen", ""))
    except sending.StalePreview:
        error = _("The email has been changed since you looked at it. Please look again.")
        return _preview(request, occurrence, draft.pk, error=error, status=409)
    except sending.NoRecipients:
        error = _("There is nobody to send the email to.")
        return _preview(request, occurrence, draft.pk, error=error, status=409)
    except sending.DailyLimitReached:
        error = _("They cannot get more emails today. Your draft is saved: send it tomorrow.")
        return _preview(request, occurrence, draft.pk, error=error, status=429)
    if is_sent:
        message = ngettext(
            "The email is on its way to %(count)d sign-up.",
            "The email is on its way to %(count)d sign-ups.",
            draft.recipients or 0,
        )
        messages.success(request, message % {"count": draft.recipients})
    return redirect("events:announcement", occurrence.pk, draft.pk)


@require_POST
@for_organisers
def discard(request: SignedInRequest, occurrence: Occurrence, announcement_id: int) -> HttpResponse:
    """Delete a draft. An announcement that was sent stays."""
    if drafts.discard(_announcement(occurrence, announcement_id)):
        messages.success(request, _("The draft has been deleted."))
    return redirect("events:announcements", occurrence.pk)


@require_safe
@csp_update({"style-src": "'unsafe-inline'"})  # the mail has its styles inline
@for_organisers
def mail(request: SignedInRequest, occurrence: Occurrence, announcement_id: int) -> HttpResponse:
    """Return the HTML of the mail, for the frame of the preview."""
    language = previews.requested_language(request)
    draft = _announcement(occurrence, announcement_id)
    return HttpResponse(announcements.render_preview(draft, language, request.user))


def _preview(
    request: SignedInRequest,
    occurrence: Occurrence,
    announcement_id: int,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    draft = _announcement(occurrence, announcement_id)
    waiting = draft.to_waiting
    unreachable = announcements.to_call(occurrence, waiting=waiting)
    return organiser_page(
        request,
        occurrence,
        "announcement",
        current="announcements",
        status=status,
        announcement=draft,
        error=error,
        by_mail=announcements.reachable_by_mail(occurrence, waiting=waiting).count(),
        everybody=announcements.addressees(occurrence, waiting=waiting).count(),
        to_call=sorted(unreachable, key=lambda signup: sort_key(signup.name)),
        mails=previews.written_languages(draft),
        missing=previews.missing_languages(draft),
        seen=drafts.fingerprint(draft),
    )


def _save_form(
    request: SignedInRequest,
    form: AnnouncementForm,
    draft: Announcement | None,
    occurrence: Occurrence,
) -> Announcement:
    """Save the draft of a valid form; the page of one that was sent meanwhile says so."""
    to_waiting = form.cleaned_data.get("to_waiting", False)
    content = {"texts": form.texts, "author": request.user, "to_waiting": to_waiting}
    if draft is None:
        draft, is_new = drafts.save_new(Announcement(occurrence=occurrence), **content)
        if not is_new:
            messages.info(request, _("You have already written this email. Here it is."))
        return draft
    with suppress(drafts.AlreadySent):
        draft = drafts.save_draft(draft, **content)
    return draft


def _announcement(occurrence: Occurrence, announcement_id: int) -> Announcement:
    found = Announcement.objects.filter(occurrence=occurrence)
    found = found.select_related("author", "sender", "occurrence__event__area")
    return get_object_or_404(found, pk=announcement_id)
