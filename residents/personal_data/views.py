"""Views for exporting and erasing one's personal data."""

import time
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from residents.accounts.allauth_compat import (
    did_recently_reauthenticate,
    get_authentication_records,
    get_reauthentication_flows,
)
from residents.models import DataExport, User
from residents.personal_data import erasure, exports
from residents.personal_data.forms import EraseForm
from residents.personal_data.registry import Person, Posts, registry
from residents.requests import SignedInRequest

# A person without a password proves who they are by a sign-in that is not older.
RECENT_SIGN_IN_SECONDS = 15 * 60

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@login_required
@never_cache
def my_data(request: SignedInRequest) -> HttpResponse:
    """Show the state of the latest export; POST requests a new one."""
    export = DataExport.objects.filter(user=request.user).order_by("-pk").first()
    if request.method == "POST":
        # A form that was shown before the latest request has been sent already: with Back, or in
        # another tab. Another copy would end the link of the one that was just made.
        if request.POST.get("latest", "") in {"", str(export.pk if export else 0)}:
            exports.request_export(
                user=request.user, language=get_language() or settings.LANGUAGE_CODE
            )
        return redirect("residents:my_data")
    context = {
        "export": export,
        "hours": settings.EXPORT_HOURS,
        "has_expired": export is not None and _has_expired(export),
        "robots": "noindex",
    }
    return render(request, "residents/my_data.html", context)


@form_methods
@login_required
@never_cache
def fetch(request: SignedInRequest, token: str) -> HttpResponseBase:
    """Show the download page of a mailed link; POST returns the archive, once."""
    export = exports.find(user=request.user, token=token)
    if export is not None and request.method == "POST":
        content = exports.fetch(export)
        if content is not None:
            file_name = f"det-gode-naboskab-{export.requested_at:%Y-%m-%d}.zip"
            return StreamingHttpResponse(
                content,
                content_type="application/zip",
                headers={
                    "Content-Disposition": f'attachment; filename="{file_name}"',
                    "Content-Length": str(export.size),
                },
            )
        export.refresh_from_db()
    status = 404 if export is None else 200 if export.is_fetchable else 410
    context = {"export": export, "robots": "noindex"}
    response = render(request, "residents/download_data.html", context, status=status)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@form_methods
@login_required
@never_cache
def erase(request: SignedInRequest) -> HttpResponse:
    """Show what erasing the account does; POST erases it."""
    can_reauthenticate = bool(get_reauthentication_flows(request.user))
    if can_reauthenticate and not did_recently_reauthenticate(request):
        raise ReauthenticationRequired
    if not can_reauthenticate and not _signed_in_recently(request):
        return render(request, "residents/sign_in_again.html", {"robots": "noindex"})
    if erasure.is_last_administrator(request.user):
        return _refuse_last_administrator(request)
    data = request.POST if request.method == "POST" else None
    form = EraseForm(data, user=request.user, asks_for_address=not can_reauthenticate)
    if request.method == "POST" and form.is_valid():
        try:
            erasure.erase(user=request.user, posts=Posts(form.cleaned_data["posts"]))
        except erasure.LastAdministrator:
            return _refuse_last_administrator(request)
        logout(request)
        return redirect("residents:erased")
    context = {"form": form, "previews": _erasure_previews(request.user), "robots": "noindex"}
    return render(request, "residents/erase.html", context)


@require_POST
@login_required
@never_cache
def sign_in_again(request: SignedInRequest) -> HttpResponse:
    """Sign out, and redirect through the sign-in to the page that erases the account."""
    logout(request)
    messages.info(request, _("Sign in once more to delete your account."))
    return redirect_to_login(reverse("residents:erase"))


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Confirm that the account is erased. The page is the same for everybody."""
    context = {"seconds": settings.PUBLIC_PAGE_SECONDS, "robots": "noindex"}
    return render(request, "residents/erased.html", context)


def _refuse_last_administrator(request: HttpRequest) -> HttpResponse:
    return render(request, "residents/last_administrator.html", {"robots": "noindex"}, status=409)


def _has_expired(export: DataExport) -> bool:
    """Return whether the export has expired, even if `tick` has not marked it yet."""
    is_ready = export.state == DataExport.State.READY
    return export.state == DataExport.State.EXPIRED or (is_ready and not export.is_fetchable)


def _signed_in_recently(request: SignedInRequest) -> bool:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return any(time.time() - record.get("at", 0) < RECENT_SIGN_IN_SECONDS for record in records)


def _erasure_previews(user: User) -> list[str]:
    """Return sentences that say, in numbers, what erasing will do."""
    person = Person.of(user)
    previews = [
        rule.erasure_preview(person) for rule in registry.in_order() if rule.erasure_preview
    ]
    return [str(preview) for preview in previews if preview]
