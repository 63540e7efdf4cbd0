"""The pages on which somebody without an account reports an issue; none of them is cached."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import rate_limits
from core.breadcrumbs import breadcrumbs
from core.themes import localized_themes
from core.token_pages import token_page
from forum.anonymous_issues import links, reporting
from forum.anonymous_issues.forms import AnonymousIssueForm
from forum.models import Draft, Thread
from forum.threads import issue_place
from forum.threads.drafts import FIELD_CHARACTERS
from residents.models import User

form_methods = require_http_methods(["GET", "HEAD", "POST"])
_KEPT = (
    *("area", "theme", "place", "position", "title", "body"),
    *("happened_when", "people_did"),
)


@form_methods
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """Report an issue without an account. Members are led to the form of threads."""
    if isinstance(request.user, User):
        return _lead_to_own_form(request, request.user)
    data = request.POST if request.method == "POST" else None
    form = AnonymousIssueForm(data, themes=localized_themes())
    if data is not None and form.is_valid() and _may_be_mailed(request, form):
        reporting.report(language=get_language(), **form.cleaned_data)
        # The same for a repetition, and whether the address has an account or not.
        return redirect("forum:anonymous_issue_sent")
    issue_place.allow_map(request)
    context = {"form": form, **_page_context(_("Report an issue without an account"))}
    return render(request, "forum/anonymous_issues/report.html", context)


@require_safe
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    context = _page_context(_("Confirm your email address"))
    return render(request, "forum/anonymous_issues/sent.html", context)


@token_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address by the mailed link: GET shows, POST confirms."""
    issue = links.find_to_confirm(token)
    if issue is not None and request.method == "POST":
        reporting.confirm(issue)
        return redirect(request.path)
    context: dict[str, Any] = {"issue": issue, "robots": "noindex", "alternates": []}
    status = 200 if issue else 404
    return render(request, "forum/anonymous_issues/confirm.html", context, status=status)


@token_page
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails by the mailed link and forget the address: GET shows, POST acts."""
    pk = links.read_stop(token)
    if pk is not None and request.method == "POST":
        reporting.stop_mails(pk)
        return redirect(request.path)
    context: dict[str, Any] = {
        "is_known": pk is not None,
        "has_address": pk is not None and reporting.has_address(pk),
        "robots": "noindex",
        "alternates": [],
    }
    status = 200 if pk is not None else 404
    return render(request, "forum/anonymous_issues/stop.html", context, status=status)


def _lead_to_own_form(request: HttpRequest, user: User) -> HttpResponse:
    """Redirect to the form of threads, with what was typed before the sign-in in another tab."""
    kind = Thread.Kind.ISSUE.value
    typed = {
        name: request.POST[name].replace("\0", "")[:FIELD_CHARACTERS]
        for name in _KEPT
        if request.POST.get(name, "").strip()
    }
    if not typed:
        return redirect(f"{reverse('forum:start')}?kind={kind}")
    draft = Draft.objects.create(route="forum:start", fields=typed | {"kind": kind}, writer=user)
    return redirect(draft.form_url)


def _may_be_mailed(request: HttpRequest, form: AnonymousIssueForm) -> bool:
    """Count the mail to an address that anybody can type; say at the field if it is too many."""
    if rate_limits.allows(request, "issue_address", key=form.cleaned_data["email"]):
        return True
    form.add_error("email", _("This address has been typed too often today. Try again tomorrow."))
    return False


def _page_context(title: str) -> dict[str, Any]:
    crumbs = breadcrumbs((reverse("forum:threads"), _("Forum")), current=title)
    return {"title": title, "crumbs": crumbs, "robots": "noindex", "alternates": []}
